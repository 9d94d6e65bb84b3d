/** The list of hosts in the settings; its forms and dialogs have their own files. */
export const hostSettingsWords = {
  change: 'Change',
  changeHost: (name: string) => `Change ${name}`,
  notTrusted: (name: string) => `The key of ${name} was not trusted`,
  jumpLogins: 'jump host logins',
  unreadable: 'settings unreadable',
  unreachable: 'not reachable',
  stored: (secrets: string) => `Stored encrypted: ${secrets}`,
  noSecrets: 'No secrets stored',
  test: 'Test',
  closeTest: 'Close the test',
};
