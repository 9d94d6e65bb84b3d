import type { Platform } from './platform.ts';

const genericLinux: Platform = {
  id: 'generic-linux',
  title: 'Linux',
  provenance: 'Docker’s own defaults',
  rank: 1000,
  detect: () => true,
  init: 'none',
  entry: {
    user: 'root where it may log in by key, or a user with sudo.',
    key: 'Log in as that user and run the line: it appends to ~/.ssh/authorized_keys.',
    socket: 'The socket usually belongs to root and the group docker. Who can open it is root on the machine.',
  },
  dockerPaths: ['/usr/bin/docker', '/usr/local/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  formerDataRoots: ['/var/lib/docker?*'],
  configurationOwner: 'administrator',
  configurationAdvice: 'Edit /etc/docker/daemon.json and restart Docker.',
  // What kind of system it is is not known, so neither is whether its root is kept.
  persistentDirectory: null,
  runRoots: ['/var/lib/bilge'],
  service: 'by-init',
  bootMounts: 'As your distribution does it; Docker’s service must wait for the mount of its data root.',
  isAppliance: false,
  marks: {},
  refused: [],
};
export default genericLinux;
