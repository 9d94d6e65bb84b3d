import { sh } from '../shell/sh.ts';
import { kernelEndsWith, type Platform } from './platform.ts';
import { byProgram } from './service-control.ts';

const qnap: Platform = {
  id: 'qnap',
  title: 'QNAP QTS / QuTS hero',
  provenance:
    'From reports of users and pasted output; tried on a simulated QTS 5 with a real engine, never on a device. The names of the files that mark a QNAP are unverified.',
  rank: 20,
  markers: { named: ['/etc/config/qpkg.conf'] },
  detect: (markers) => '/etc/config/qpkg.conf' in markers || kernelEndsWith(markers, /-qnap$/),
  init: 'sysv',
  entry: {
    user: 'an administrator, with sudo. What its sudo and sshd allow differs by version; the test shows it.',
    key: 'Log in as that administrator and run the line (~/.ssh/authorized_keys). The root file system is in memory there: try once whether the key is still accepted after a restart.',
    socket: 'Docker belongs to Container Station. Without SSH, Bilge can only use a forwarded socket.',
  },
  // All of it lies below <Install_Path> of Container Station, or on its volume: only /etc/config/qpkg.conf says where that is
  // (findPackage). A folder of that name on any volume may be anybody's.
  dockerPaths: [],
  // It installs its packages on whichever volume the owner chose, and only its own configuration says on which. What that names is used where
  // it is safe: on some devices every user can write to the volumes.
  findPackage: sh`  bilge_inside=
  [ -r /etc/config/qpkg.conf ] || return 0
  if ! bilge_is_safe /etc/config/qpkg.conf; then bilge_left_out="\${bilge_left_out-}Container Station: $bilge_why$bilge_newline"; return 0; fi
  bilge_return=$(printf '\r')
  while IFS= read -r bilge_each || [ -n "$bilge_each" ]; do
    bilge_each=\${bilge_each%"$bilge_return"}
    case $bilge_each in
      '[container-station]'*) bilge_inside=1 ;;
      '['*) bilge_inside= ;;
      Install_Path*=*/*) [ -z "$bilge_inside" ] || bilge_package=/\${bilge_each#*/} ;;
    esac
  done <"$bilge_real"
  [ -n "$bilge_package" ] || return 0
  bilge_package_configuration=$bilge_package/etc/docker.json
  bilge_package_data=\${bilge_package%/.qpkg/*}/Container/container-station-data/lib/docker`,
  tools: ['getcfg'],
  starter: {
    file: '/etc/init.d/container-station.sh',
    words: 'Container Station (/etc/init.d/container-station.sh start)',
  },
  daemonConfigurationPaths: [],
  dataRoots: [],
  configurationOwner: 'vendor',
  configurationAdvice: 'Container Station owns docker.json; change its settings there, then restart it.',
  // The root is in memory, and the volumes have no name that is the same on every device: see onDevice.
  persistentDirectory: null,
  runRoots: ['/var/lib/bilge'],
  onDevice: (dockerPath) => {
    // The volume of Container Station; its docker is only among the tools where no other user can write there.
    const volume = /^(\/share\/[^/]+)\/\.qpkg\/container-station\/bin\/docker$/.exec(dockerPath)?.[1];
    return volume === undefined
      ? {}
      : { persistentDirectory: volume, runRoots: [`${volume}/.bilge`, '/var/lib/bilge'] };
  },
  service: byProgram('/etc/init.d/container-station.sh'),
  bootMounts:
    'The root filesystem is in memory: nothing below /etc survives a reboot. What lasts is autorun.sh or a QPKG of your own.',
  isAppliance: true,
  marks: {
    kernel: /-qnap/i,
    engineVersion: /-qnap/i,
    dataRoot: /\/container-station/,
    path: /\/container-station/,
    volume: /^\/share\//,
    client: /container-station|^Container Station/,
  },
  advice: {
    engineUpdate: 'Update Container Station in the App Center.',
    configurationFile: 'Container Station manages this file.',
    poolUnreadable: {
      why: 'A problem of the pool would not show here. QNAP’s zpool lacks a property that Docker reads; that alone is no fault of the pool.',
      check: 'Check the pool in Storage & Snapshots.',
    },
    nativeDiffOff: 'Nothing to do: QNAP’s kernel has metacopy turned on.',
  },
  isRootInMemory: true,
  refused: [{ what: 'Changing docker.json', why: 'Container Station owns it.' }],
};
export default qnap;
