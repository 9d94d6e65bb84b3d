import type { Platform } from './platform.ts';

const openmediavault: Platform = {
  id: 'openmediavault',
  title: 'OpenMediaVault',
  provenance:
    'From the sources of OpenMediaVault and its compose plugin; tried on a simulated file layout with a real engine, never on a device.',
  rank: 50,
  markers: { named: ['/etc/openmediavault/config.xml'] },
  detect: (markers) => '/etc/openmediavault/config.xml' in markers,
  init: 'systemd',
  entry: {
    user: 'root, or a user of the group _ssh with sudo: its sshd admits no others.',
    key: 'Log in as that user and run the line (~/.ssh/authorized_keys), or add the public key to the user in the web interface.',
    socket: 'The socket belongs to root and the group docker. Who can open it is root on the machine.',
  },
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  formerDataRoots: ['/srv/dev-disk-by-*/docker', '/srv/dev-disk-by-*/var/lib/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'The compose plugin writes /etc/docker/daemon.json when a storage path is set there; leave that path blank to keep your own file.',
  persistentDirectory: '/',
  runRoots: ['/var/lib/bilge'],
  service: 'by-init',
  bootMounts:
    'In Storage → File Systems: OpenMediaVault keeps its own block of /etc/fstab and rewrites it; lines outside of that block stay. The compose plugin makes Docker wait for all mounts.',
  isAppliance: true,
  // os-release says Debian, which is only what it is built on.
  titleOf: (_, pretty) => (pretty === undefined ? null : `OpenMediaVault on ${pretty}`),
  marks: { dataRoot: /^\/srv\/dev-disk-by-/ },
  advice: {
    engineUpdate: 'Update through the compose plugin’s Docker repository (omv-extras).',
    configurationFile: 'The compose plugin writes this file when a storage path is set in it.',
  },
  refused: [{ what: 'Changing daemon.json', why: 'The compose plugin writes it where a storage path is set there.' }],
};
export default openmediavault;
