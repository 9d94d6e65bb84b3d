/** The test of a connection, and the fingerprint that a person compares. */
export const hostTestWords = {
  yourHost: 'Is this your host?',
  yourJumpHost: 'Is this your jump host?',
  fingerprint: (type: string) =>
    `Bilge has not seen this machine before and has sent nothing yet. Its key (${type}) has this fingerprint:`,
  runThis: 'Run this on the machine itself; one line must show the same fingerprint:',
  trust: 'It matches, trust this key',
  connection: 'Connection',
  hostKey: 'Host key',
  login: 'Login',
  shell: 'Shell',
  root: 'Root',
  docker: 'Docker',
  tools: 'Tools',
  helper: 'Helper container',
  testing: 'Testing…',
  noAnswer: 'The test ended without an answer.',
};
