import { osReleaseIds, type Platform } from './platform.ts';

const debian: Platform = {
  id: 'debian',
  title: 'Debian, Ubuntu and their kin',
  provenance: 'Tried on Debian 12 and 13; snap’s data root is from reports.',
  rank: 60,
  detect: (markers) => osReleaseIds(markers).some((id) => id === 'debian' || id === 'ubuntu'),
  init: 'systemd',
  entry: {
    user: 'root where it may log in by key, or a user with sudo.',
    key: 'Log in as that user and run the line: it appends to ~/.ssh/authorized_keys.',
    socket:
      'The socket belongs to root and the group docker: usermod -aG docker USER, then log in again. Who can open it is root on the machine.',
  },
  dockerPaths: ['/usr/bin/docker', '/usr/local/bin/docker', '/snap/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json', '/var/snap/docker/current/config/daemon.json'],
  dataRoots: ['/var/lib/docker', '/var/snap/docker/common/var-lib-docker'],
  formerDataRoots: ['/var/lib/docker?*', '/home/docker', '/srv/docker', '/opt/docker', '/data/docker', '/mnt/docker'],
  configurationOwner: 'administrator',
  configurationAdvice:
    'Edit /etc/docker/daemon.json; a key that is also a flag of the unit makes the daemon refuse to start.',
  persistentDirectory: '/',
  runRoots: ['/var/lib/bilge'],
  service: 'by-init',
  bootMounts:
    'A line in /etc/fstab with nofail, and RequiresMountsFor= in a drop-in of docker.service (and containerd.service).',
  isAppliance: false,
  marks: { os: /debian|ubuntu|raspbian/i },
  refused: [],
};
export default debian;
