import { osReleaseIds, type Platform } from './platform.ts';

const alpine: Platform = {
  id: 'alpine',
  title: 'Alpine',
  provenance:
    'From the sources of Alpine’s docker package; tried on a simulated OpenRC userland with BusyBox and a real engine, never on Alpine itself.',
  rank: 62,
  markers: { read: ['/etc/alpine-release'] },
  detect: (markers) => osReleaseIds(markers).includes('alpine') || '/etc/alpine-release' in markers,
  init: 'openrc',
  entry: {
    user: 'root, or a user with doas or sudo installed as sudo. Alpine’s own sshd may forbid forwarding; Bilge then talks to Docker through its command line.',
    key: 'Log in as that user and run the line: it appends to ~/.ssh/authorized_keys.',
    socket:
      'The socket belongs to root and the group docker: adduser USER docker. Who can open it is root on the machine.',
  },
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  formerDataRoots: ['/var/lib/docker?*'],
  configurationOwner: 'administrator',
  configurationAdvice: 'Edit /etc/docker/daemon.json; flags are in DOCKER_OPTS of /etc/conf.d/docker.',
  // In diskless mode the root is in memory, and only what `lbu commit` saved comes back.
  persistentDirectory: null,
  runRoots: ['/var/lib/bilge'],
  service: 'by-init',
  bootMounts:
    'A line in /etc/fstab (localmount mounts it), and rc_need="localmount" in /etc/conf.d/docker: Docker’s service does not wait for mounts by itself.',
  isAppliance: false,
  marks: { os: /alpine/i },
  refused: [],
};
export default alpine;
