/** Every text of the login. */
export const loginWords = {
  name: 'Name',
  password: 'Password',
  code: 'Code',
  aboutCode: 'From your authenticator app, or one of your recovery codes.',
  busy: 'Logging in…',
  logIn: 'Log in',
  logInWith: (name: string) => `Log in with ${name}`,
  confirm: 'Confirm that it is you',
  confirmed: 'Confirmed. You can close this tab and go on in the other one.',
  toLogin: 'Back to the login',
};
