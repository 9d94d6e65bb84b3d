import { kernelEndsWith, type Platform } from './platform.ts';

const truenasScale: Platform = {
  id: 'truenas-scale',
  title: 'TrueNAS SCALE',
  provenance:
    'From the sources of the middleware; tried on a simulated file layout with a real engine, without ZFS, never on a device.',
  rank: 40,
  markers: { named: ['/usr/bin/midclt'] },
  detect: (markers) => '/usr/bin/midclt' in markers || kernelEndsWith(markers, /\+truenas/),
  init: 'systemd',
  entry: {
    user: 'root, or a user with sudo rights. Passwords are refused over SSH by default, keys are not.',
    key: 'Paste the public key (not the whole line) into that user’s field for it in the web interface, and turn the SSH service on: the system replaces its root file system at updates.',
    socket:
      'The socket is root’s. TCP forwarding is off by default; Bilge then talks to Docker through its command line.',
  },
  dockerPaths: ['/usr/bin/docker'],
  daemonConfigurationPaths: ['/etc/docker/daemon.json'],
  dataRoots: ['/mnt/.ix-apps/docker'],
  formerDataRoots: ['/mnt/.ix-apps/docker?*', '/var/lib/docker'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'The middleware writes /etc/docker/daemon.json again before every start; use Apps → Configuration.',
  persistentDirectory: '/mnt/.ix-apps',
  // On the boot pool, which keeps them across a reboot, though not across an update. /mnt/.ix-apps is the disk that is cleaned.
  runRoots: ['/var/lib/bilge', '/root/.bilge'],
  tools: ['midclt'],
  starter: {
    file: '/usr/bin/midclt',
    words: 'Apps → Configuration (the middleware starts Docker when a pool is chosen)',
  },
  service: {
    refusal:
      'On TrueNAS Docker belongs to the middleware: stop and start it in Apps → Configuration (unset and choose the pool).',
  },
  bootMounts:
    'Datasets are mounted by the middleware, which leaves no mount unit: RequiresMountsFor would keep Docker from starting at all. /etc is replaced with each update.',
  isAppliance: true,
  // os-release says Debian, which is only what it is built on.
  titleOf: (_, pretty) => (pretty === undefined ? null : `TrueNAS SCALE on ${pretty}`),
  marks: { kernel: /truenas/i, dataRoot: /^\/mnt\/\.ix-apps/, path: /^\/mnt\/\.ix-apps/ },
  advice: {
    engineUpdate: 'Update TrueNAS; it includes the engine. Do not install packages by hand.',
    configurationFile: 'TrueNAS generates this file before each start; edits are lost.',
    dataRootMissing: {
      whatToDo: [
        'Delete nothing that looks unused, in Docker or in the Apps screen.',
        'Check the pool in TrueNAS under Storage: import it, or repair its disks.',
        'When the pool is back with the old content, restart the Apps service.',
      ],
      // Without the pool the directory is on the boot pool.
      instead: {
        source: /^boot-pool\//,
        title: 'The apps dataset is not mounted: Docker runs on the boot pool',
        wanted: '<pool>/ix-apps',
      },
    },
  },
  refused: [
    { what: 'Changing daemon.json', why: 'The middleware renders it before every start.' },
    { what: 'A filesystem in a file', why: 'On ZFS it can neither be reserved nor kept from copying on write.' },
  ],
};
export default truenasScale;
