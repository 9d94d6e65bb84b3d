/** Every text of the page Appearance. */
export const appearanceWords = {
  theme: 'Theme, in this browser',
  system: 'System',
  aboutSystem: 'Follows the setting of your device.',
  light: 'Light',
  aboutLight: 'Warm, like paper.',
  dark: 'Dark',
  aboutDark: 'Deep ink-blue.',
};
