import { kernelEndsWith, type Platform, titleWithVersion } from './platform.ts';
import { byProgram } from './service-control.ts';

const unraid: Platform = {
  id: 'unraid',
  title: 'Unraid',
  provenance:
    'From the sources of Unraid’s web interface; tried on a simulated Unraid 7 with a real docker.img and engine, never on a device.',
  rank: 30,
  markers: { read: ['/etc/unraid-version'] },
  detect: (markers) => '/etc/unraid-version' in markers || kernelEndsWith(markers, /-Unraid/),
  init: 'unraid',
  entry: {
    user: 'root: its SSH login is root, no sudo is needed.',
    key: 'Run the line as root: it appends to ~/.ssh/authorized_keys. The root file system is in memory, and /etc/ssh is copied from the stick at each start: check after a restart that the key is still accepted.',
    socket:
      'The socket belongs to root. A container started as 99:100 cannot open it: use SSH, or give the container the group of the socket.',
  },
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/var/lib/docker'],
  formerDataRoots: ['/mnt/user/system/docker/docker', '/mnt/cache/system/docker/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'Settings → Docker writes /boot/config/docker.cfg, from which the daemon’s flags are made at every start.',
  moveAdvice: 'Its own way: Settings → Docker, where the place of the vDisk is set.',
  // The root file system is in RAM; /boot is the stick.
  persistentDirectory: '/boot/config',
  runRoots: ['/boot/config/plugins/bilge', '/var/lib/bilge'],
  starter: { file: '/etc/rc.d/rc.docker', words: 'Settings → Docker (/etc/rc.d/rc.docker start)' },
  service: byProgram('/etc/rc.d/rc.docker'),
  bootMounts:
    'The root filesystem is in memory; rc.docker itself mounts docker.img (or the folder) and refuses to start without it. Change image, size and kind in Settings → Docker.',
  isAppliance: true,
  // Its os-release speaks of Slackware.
  titleOf: (markers) => titleWithVersion('Unraid', markers['/etc/unraid-version'], /^version="?([^"\n]*)/m),
  marks: { kernel: /-unraid/i, os: /unraid/i, volume: /^\/mnt\/(?:user|disk\d)/ },
  advice: {
    engineUpdate: 'Update Unraid OS; it includes the engine.',
    configurationFile:
      'Unraid passes its settings as flags from docker.cfg; the same key in daemon.json conflicts with them.',
  },
  isRootInMemory: true,
  refused: [
    {
      what: 'Changing Docker’s flags or daemon.json',
      why: 'rc.docker makes the flags from docker.cfg; a key in both keeps the daemon from starting.',
    },
  ],
};
export default unraid;
