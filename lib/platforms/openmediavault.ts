import type { Platform } from './platform.ts';

const openmediavault: Platform = {
  id: 'openmediavault',
  title: 'OpenMediaVault',
  provenance:
    'From the sources of OpenMediaVault and its compose plugin; tried on a simulated file layout with a real engine, never on a device.',
  rank: 50,
  detect: (markers) => '/etc/openmediavault/config.xml' in markers,
  init: 'systemd',
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'The compose plugin writes /etc/docker/daemon.json when a storage path is set there; leave that path blank to keep your own file.',
  persistentDirectory: null,
  service: null,
};
export default openmediavault;
