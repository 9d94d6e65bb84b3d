/** Every text of the login. */
export const loginWords = {
  name: 'Name',
  password: 'Password',
  code: 'Code',
  aboutCode: 'From your authenticator app, or one of your recovery codes.',
  busy: 'Logging in…',
  logIn: 'Log in',
};
