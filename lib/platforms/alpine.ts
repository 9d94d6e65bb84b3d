import { osReleaseIds, type Platform } from './platform.ts';

const alpine: Platform = {
  id: 'alpine',
  title: 'Alpine',
  provenance: 'platforms.md 1.8: aports’ docker.initd read; not run on such a machine',
  rank: 62,
  detect: (markers) => osReleaseIds(markers).includes('alpine') || '/etc/alpine-release' in markers,
  init: 'openrc',
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  configurationOwner: 'administrator',
  configurationAdvice: 'Edit /etc/docker/daemon.json; flags are in DOCKER_OPTS of /etc/conf.d/docker.',
  persistentDirectory: null,
  service: null,
};
export default alpine;
