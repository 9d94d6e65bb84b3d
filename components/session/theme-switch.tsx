'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { Dropdown, DropdownRadios } from '../ui/dropdown';
import { shellWords } from './shell-words';

const choices = [
  { value: 'system', label: shellWords.system, Icon: Monitor },
  { value: 'light', label: shellWords.light, Icon: Sun },
  { value: 'dark', label: shellWords.dark, Icon: Moon },
] as const;

const themeChanged = 'bilge-theme';

/** Changes the page at once and tells the server by cookie, which renders the next page in the same theme. */
export function applyTheme(value: string): void {
  if (value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  const yearSeconds = 31_536_000;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs a secure context, and a LAN over plain HTTP is none
  document.cookie = `bilge-theme=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
  // The switch and the page of the appearance show what the palette chose, and the other way round.
  window.dispatchEvent(new Event(themeChanged));
}

export function useTheme(): [string, (value: string) => void] {
  const [theme, setTheme] = useState('system');
  useEffect(() => {
    const read = () => setTheme(document.documentElement.dataset.theme ?? 'system');
    read();
    window.addEventListener(themeChanged, read);
    return () => window.removeEventListener(themeChanged, read);
  }, []);
  return [theme, applyTheme];
}

export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  const Icon = choices.find(({ value }) => value === theme)?.Icon ?? Monitor;
  return (
    <Dropdown
      trigger={
        <Button kind="quiet" size="icon" aria-label={shellWords.theme}>
          <Icon aria-hidden />
        </Button>
      }
    >
      <DropdownRadios
        label={shellWords.theme}
        value={theme}
        onChoose={choose}
        choices={choices.map(({ value, label, Icon: ChoiceIcon }) => ({
          value,
          label: (
            <>
              <ChoiceIcon aria-hidden />
              {label}
            </>
          ),
        }))}
      />
    </Dropdown>
  );
}
