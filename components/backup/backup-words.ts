/** Every text of the page Settings → Backup. */
export const backupWords = {
  create: 'Create a backup',
  about:
    'One encrypted file with everything Bilge has stored: hosts, scans, history, plans, runs, accounts and the activity log. It cannot be opened without the passphrase, and a lost passphrase cannot be recovered.',
  passphrase: 'Passphrase',
  shortest: (characters: number) => `At least ${characters} characters.`,
  repeat: 'Repeat the passphrase',
  differs: 'The passphrases do not match.',
  withKey: 'Include the key',
  aboutKey: 'With it, the file and its passphrase are all you need to restore, also on another machine.',
  keyWarning: 'Anyone with this file and its passphrase can log in to your hosts',
  withoutKey: (keyPlace: string) =>
    `The SSH keys and passwords in it stay encrypted with ${keyPlace}. Keep a copy of that file elsewhere.`,
  download: 'Download a backup',
  creating: 'Creating the backup…',
  saved: (name: string) => `Saved ${name}`,
  failed: 'The backup was not created',
  restore: 'Restore',
  aboutRestore: (dataDirectory: string) =>
    `A restore replaces the database, so it is done on the command line while the dashboard is stopped. It also works on another machine. The previous data is kept in ${dataDirectory}.`,
  newKey: 'New key',
  aboutNewKey: (keyPlace: string) =>
    `If someone else may have read ${keyPlace}: stop the dashboard and encrypt all stored SSH keys and passwords with a new key. Then also replace the SSH keys and passwords on the hosts.`,
};
