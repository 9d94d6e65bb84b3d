/** The theme is a cookie so that the server renders it: no flash, no script before the page. */
export const themeCookie = 'bilge-theme';
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}
