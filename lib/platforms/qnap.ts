import { kernelEndsWith, type Platform } from './platform.ts';

const qnap: Platform = {
  id: 'qnap',
  title: 'QNAP QTS / QuTS hero',
  provenance: 'platforms.md 1.3: sources and pasted output; the markers were not verified on a device',
  rank: 20,
  detect: (markers) => '/etc/config/qpkg.conf' in markers || kernelEndsWith(markers, /-qnap$/),
  init: 'sysv',
  // The real folder is <Install_Path> of Container Station, which the scan's PATH asks getcfg for.
  dockerPaths: ['/share/CACHEDEV1_DATA/.qpkg/container-station/bin/docker'],
  daemonConfigurationPaths: ['/share/CACHEDEV1_DATA/.qpkg/container-station/etc/docker.json'],
  dataRoots: [
    '/share/CACHEDEV1_DATA/Container/container-station-data/lib/docker',
    '/share/CACHEDEV2_DATA/Container/container-station-data/lib/docker',
  ],
  configurationOwner: 'vendor',
  configurationAdvice: 'Container Station owns docker.json; change its settings there, then restart it.',
  persistentDirectory: null,
  service: null,
};
export default qnap;
