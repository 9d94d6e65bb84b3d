/** What the browser draws around every page: the palette's button, the password that is asked again, the menu, the keys, the theme. */
export const shellWords = {
  goTo: 'Go to',
  search: 'Page, host, action, or the name of anything on a host',
  ctrlK: 'Ctrl K',
  confirmPassword: 'Confirm your password',
  password: 'Password',
  code: 'Code from your authenticator app',
  continue: 'Continue',
  confirmWith: (provider: string) => `Sign in again with ${provider} (new tab)`,
  keys: 'Keyboard shortcuts',
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  theme: 'Theme',
  accountOf: ': account',
  account: 'My account',
  logOut: 'Log out',
};
