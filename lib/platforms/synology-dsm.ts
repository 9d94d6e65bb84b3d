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
  formerDataRoots: ['/volume[0-9]*/@docker', '/volume[0-9]*/docker_root'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'DSM rewrites dockerd.json at every start of Container Manager from the kind of its volume; a storage driver set there does not last. Before DSM 7.2 the package is called Docker.',
  persistentDirectory: '/usr/local/etc',
  runRoots: ['/var/lib/bilge'],
  service: {
    stop: ['/usr/syno/bin/synopkg stop ContainerManager'],
    start: ['/usr/syno/bin/synopkg start ContainerManager'],
  },
  bootMounts:
    'DSM rewrites /etc/fstab at every boot. Permanent are only a task of the Task Scheduler (boot-up, as root) or a script in /usr/local/etc/rc.d; neither is ordered before Container Manager.',
  refused: [
    {
      what: 'Changing Docker’s configuration or storage driver',
      why: 'The package sets them again at every start of Container Manager.',
    },
    { what: 'Writing to the system partition', why: 'It is a few gigabytes and belongs to DSM.' },
  ],
};
export default synologyDsm;
