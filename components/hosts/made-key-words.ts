import { betweenTriesMs } from '@/lib/domain/made-key';

/** Every text of the key that Bilge makes for a host. */
export const madeKeyWords = {
  choice: 'a key that Bilge makes',
  about:
    'Bilge makes an SSH key for this host only. You paste one line there; the private half is encrypted and never shown.',
  make: 'Make a key',
  making: 'Making a key…',
  again: 'Make another key',
  missing: 'Make the key first, and paste its line on the host.',
  system: 'What is the machine?',
  loginAs: 'Log in as',
  paste: 'Run this line there, as the user that Bilge logs in as:',
  onlyKey: 'Where a web interface asks for the public key, paste this:',
  restrictedSummary: 'A key that may do less, and sudo without a password',
  restricted:
    'With this line the key gives no terminal, no agent and no X11 forwarding. Bilge still works: it needs commands and Docker’s socket.',
  sudoers:
    'For a user that is not root, let sudo ask no password. Anyone with this key is then root on the host, as with root’s own key: Bilge reads Docker’s records as root.',
  sudoersLine: (user: string) =>
    `echo '${/^[a-z_][a-z0-9_-]*$/.test(user) ? user : 'USER'} ALL=(root) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/bilge && sudo chmod 440 /etc/sudoers.d/bilge`,
  waiting: `Waiting until the host accepts the key. Bilge tries again every ${betweenTriesMs / 1000} seconds.`,
  socket: 'Docker’s socket',
};
