import type { Platform } from './platform.ts';

const synologyDsm: Platform = {
  id: 'synology-dsm',
  title: 'Synology DSM',
  provenance: 'platforms.md 1.2: sources and pasted output of real devices; not run on one',
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
  service: null,
};
export default synologyDsm;
