import type { Platform } from './platform.ts';

const synologyDsm: Platform = {
  id: 'synology-dsm',
  title: 'Synology DSM',
  provenance:
    'From sources and pasted output of real devices; tried on a simulated DSM 6.2 and 7.2 with a real engine, never on a device.',
  rank: 10,
  detect: (markers) => '/etc.defaults/VERSION' in markers || '/etc/synoinfo.conf' in markers,
  init: 'synology',
  // The package's stop script removes /usr/local/bin/docker; while it is stopped only the package's own copy exists.
  dockerPaths: [
    '/usr/local/bin/docker',
    '/var/packages/ContainerManager/target/usr/bin/docker',
    '/var/packages/Docker/target/usr/bin/docker',
  ],
  daemonConfigurationPaths: [
    '/var/packages/ContainerManager/etc/dockerd.json',
    '/var/packages/Docker/etc/dockerd.json',
  ],
  dataRoots: ['/var/packages/ContainerManager/var/docker', '/var/packages/Docker/target/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'DSM rewrites dockerd.json at every start of Container Manager from the kind of its volume; a storage driver set there does not last.',
  persistentDirectory: '/usr/local/etc',
  service: {
    stop: ['/usr/syno/bin/synopkg stop ContainerManager'],
    start: ['/usr/syno/bin/synopkg start ContainerManager'],
  },
  bootMounts:
    'DSM writes /etc/fstab anew at every boot. What lasts is a task of the Task Scheduler (boot-up, as root) or a script in /usr/local/etc/rc.d; neither is ordered before Container Manager.',
  refused: [
    'Docker’s configuration and storage driver are not changed: the package sets them again at every start.',
    'Docker is not stopped on an engine up to 20.10 with the btrfs driver: it would switch off the quotas of the volume.',
    'Nothing is written to / (a partition of a few gigabytes that belongs to DSM).',
  ],
};
export default synologyDsm;
