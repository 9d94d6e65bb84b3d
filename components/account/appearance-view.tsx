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
          { value: 'system', title: 'Like the system', about: 'Changes with it.' },
          { value: 'light', title: 'Paper', about: 'Warm and light.' },
          { value: 'dark', title: 'Night hull', about: 'Deep ink-blue.' },
        ]}
      />
    </div>
  );
}
