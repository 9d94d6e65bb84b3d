'use client';

import { useTheme } from '../session/theme-switch';
import { ChoiceCards } from '../ui/choice-cards';
import { appearanceWords } from './appearance-words';

export function AppearanceView() {
  const [theme, choose] = useTheme();
  return (
    <div className="max-w-3xl">
      <ChoiceCards
        legend={appearanceWords.theme}
        name="theme"
        value={theme}
        onChoose={choose}
        choices={[
          { value: 'system', title: appearanceWords.system, about: appearanceWords.aboutSystem },
          { value: 'light', title: appearanceWords.light, about: appearanceWords.aboutLight },
          { value: 'dark', title: appearanceWords.dark, about: appearanceWords.aboutDark },
        ]}
      />
    </div>
  );
}
