import { kernelEndsWith, type Platform } from './platform.ts';

const truenasScale: Platform = {
  id: 'truenas-scale',
  title: 'TrueNAS SCALE',
  provenance:
    'From the sources of the middleware; tried on a simulated file layout with a real engine, without ZFS, never on a device.',
  rank: 40,
  detect: (markers) => '/usr/bin/midclt' in markers || kernelEndsWith(markers, /\+truenas/),
  init: 'systemd',
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/mnt/.ix-apps/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'The middleware writes /etc/docker/daemon.json again before every start; use Apps → Configuration.',
  persistentDirectory: '/mnt/.ix-apps',
  service: null,
};
export default truenasScale;
