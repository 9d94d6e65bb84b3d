import { osReleaseIds, type Platform } from './platform.ts';

const fedora: Platform = {
  id: 'fedora',
  title: 'Fedora, RHEL and their kin',
  provenance: 'From documentation; only the recognition was tried, on a simulated system.',
  rank: 61,
  detect: (markers) => osReleaseIds(markers).some((id) => id === 'fedora' || id === 'rhel' || id === 'centos'),
  init: 'systemd',
  entry: {
    user: 'root where it may log in by key, or a user of the group wheel with sudo.',
    key: 'Log in as that user and run the line: it appends to ~/.ssh/authorized_keys.',
    socket:
      'The socket belongs to root and the group docker, where there is one: usermod -aG docker USER. Who can open it is root on the machine.',
  },
  dockerPaths: ['/usr/bin/docker', '/usr/local/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  formerDataRoots: ['/var/lib/docker?*', '/var/lib/docker-latest'],
  configurationOwner: 'administrator',
  configurationAdvice: 'Edit /etc/docker/daemon.json; SELinux labels of moved data have to be kept.',
  persistentDirectory: '/',
  runRoots: ['/var/lib/bilge'],
  service: 'by-init',
  bootMounts:
    'A line in /etc/fstab with nofail, and RequiresMountsFor= in a drop-in of docker.service (and containerd.service).',
  isAppliance: false,
  marks: { os: /fedora/i },
  refused: [],
};
export default fedora;
