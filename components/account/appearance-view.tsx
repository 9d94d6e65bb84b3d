'use client';

import { useTheme } from '../session/theme-switch';
import { ChoiceCards } from '../ui/choice-cards';

export function AppearanceView() {
  const [theme, choose] = useTheme();
  return (
    <div className="max-w-3xl">
      <ChoiceCards
        legend="Theme, in this browser"
        name="theme"
        value={theme}
        onChoose={choose}
        choices={[
          { value: 'system', title: 'System', about: 'Follows the setting of your device.' },
          { value: 'light', title: 'Light', about: 'Warm, like paper.' },
          { value: 'dark', title: 'Dark', about: 'Deep ink-blue.' },
        ]}
      />
    </div>
  );
}
