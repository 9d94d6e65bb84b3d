import { sh } from '../shell/sh.ts';
import { type Platform, titleWithVersion } from './platform.ts';

/** Prints what the package is called on this device; before DSM 7.2 it is Docker. */
const packageName = sh`for package in ContainerManager Docker; do if [ -d "/var/packages/$package" ]; then echo "$package"; break; fi; done`;

const synologyDsm: Platform = {
  id: 'synology-dsm',
  title: 'Synology DSM',
  provenance:
    'From sources and pasted output of real devices; tried on a simulated DSM 6.2 and 7.2 with a real engine, never on a device.',
  rank: 10,
  markers: { read: ['/etc.defaults/VERSION'], named: ['/etc/synoinfo.conf'] },
  detect: (markers) => '/etc.defaults/VERSION' in markers || '/etc/synoinfo.conf' in markers,
  init: 'synology',
  entry: {
    user: 'an account of the group administrators, with “sudo with a password”. DSM 7 does not let root log in.',
    key: 'Turn SSH on (Control Panel → Terminal & SNMP), log in as that account and run the line: it appends to ~/.ssh/authorized_keys in its home folder, so the user homes must be turned on, and the volume they are on mounted.',
    socket:
      'The socket belongs to root:root, and there is no group docker: a container that does not run as root cannot open it. Use SSH.',
  },
  // The package's stop script removes /usr/local/bin/docker; while it is stopped only the package's own copy exists.
  dockerPaths: [
    '/usr/local/bin/docker',
    '/var/packages/ContainerManager/target/usr/bin/docker',
    '/var/packages/Docker/target/usr/bin/docker',
  ],
  tools: ['synopkg', 'synosystemctl'],
  journalUnits: ['pkg-ContainerManager-dockerd.service'],
  toolFolders: [
    '/usr/syno/bin',
    '/usr/syno/sbin',
    '/var/packages/ContainerManager/target/usr/bin',
    '/var/packages/Docker/target/usr/bin',
  ],
  starter: {
    file: '/usr/syno/bin/synopkg',
    words: 'the package Container Manager (/usr/syno/bin/synopkg start ContainerManager)',
  },
  daemonConfigurationPaths: [
    '/var/packages/ContainerManager/etc/dockerd.json',
    '/var/packages/Docker/etc/dockerd.json',
  ],
  dataRoots: ['/var/packages/ContainerManager/var/docker', '/var/packages/Docker/target/docker'],
  formerDataRoots: ['/volume[0-9]*/@docker', '/volume[0-9]*/docker_root'],
  configurationOwner: 'vendor',
  configurationAdvice:
    'DSM rewrites dockerd.json at every start of Container Manager from the kind of its volume; a storage driver set there does not last. Before DSM 7.2 the package is called Docker.',
  moveAdvice: 'Its own way: the move of the Container Manager package to another volume.',
  persistentDirectory: '/usr/local/etc',
  runRoots: ['/var/lib/bilge'],
  service: {
    stop: ['/usr/syno/bin/synopkg stop ContainerManager'],
    start: ['/usr/syno/bin/synopkg start ContainerManager'],
    script: {
      canStart: sh`if [ -x /usr/syno/bin/synopkg ] && [ -n "$(${packageName})" ]; then return 0; fi
  echo 'synopkg or its Docker package was not found'`,
      stop: sh`/usr/syno/bin/synopkg stop "$(${packageName})"`,
      start: sh`/usr/syno/bin/synopkg start "$(${packageName})"`,
    },
  },
  bootMounts:
    'DSM rewrites /etc/fstab at every boot. Permanent are only a task of the Task Scheduler (boot-up, as root) or a script in /usr/local/etc/rc.d; neither is ordered before Container Manager.',
  isAppliance: true,
  titleOf: (markers) =>
    titleWithVersion('Synology DSM', markers['/etc.defaults/VERSION'], /^productversion="?([^"\n]*)/m),
  marks: {
    kernelLine: /synology/i,
    dataRoot: /^\/volume\d+\/@docker|\/var\/packages\/(?:Docker|ContainerManager)\//,
    path: /^\/volume\d+(?:\/|\b)|@syno\b|\/var\/packages\/(?:Docker|ContainerManager)/,
    log: /\/volume\d+\/@docker/,
    volume: /^\/volume\d+/,
    ownDataRoot: /^\/volume\d+\/@docker(?=\/|$)/,
    configurationName: 'dockerd.json',
    client: /ContainerManager/,
  },
  advice: {
    engineUpdate:
      'Update DSM and the Container Manager package. Do not replace the engine by hand: that works on some models and kernels only.',
    configurationFile: 'Synology’s package overwrites this file at every start.',
    scheduleScrub: 'Schedule data scrubbing in Storage Manager.',
    systemPartition: 'Move files that scripts wrote to / or /root, and large logs in /var/log, to a volume.',
    missingDevice: ['Back up what you cannot lose. Start nothing heavy.', 'Repair the pool in Storage Manager.'],
    raidRebuild: [
      'Wait until the repair is complete: no large deletion, no other heavy work, no reboot.',
      'Then check in Storage Manager that the pool is healthy.',
    ],
    raidDegraded: [
      'Check your backup.',
      'Storage Manager names the disk. Replace it and repair the pool. Start nothing heavy before that.',
    ],
    bayArrays: /^md[01]$/,
    sharedBtrfs: [
      'Keep the driver: Synology’s package sets it.',
      'Scan regularly for leaked layers.',
      'Exclude @docker from snapshot jobs, and do not run docker:dind on this host.',
    ],
    aufs: {
      because:
        'Synology’s package chooses aufs by itself on ext4 volumes and overwrites its configuration at every start, so the driver cannot be changed permanently there.',
      whatToDo: [
        'Do not install another engine by hand: newer ones do not start with aufs. Update through DSM only.',
        'For another driver use a btrfs volume: the package chooses the btrfs driver there.',
      ],
    },
    quotaLoss:
      'What to do: nothing now. Do not restart Docker just for this: on Synology this engine can turn off the quotas of the whole volume when it stops, and your shared folders would lose their limits. DSM’s next update of the package frees the rest.',
    commands: {
      dockerInfo: 'sudo /usr/local/bin/docker info',
      configuration: 'sudo cat /var/packages/ContainerManager/etc/dockerd.json',
    },
  },
  quotasNeeded: 'DSM needs quotas for its shared folders.',
  refused: [
    {
      what: 'Changing Docker’s configuration or storage driver',
      why: 'The package sets them again at every start of Container Manager.',
    },
    { what: 'Writing to the system partition', why: 'It is a few gigabytes and belongs to DSM.' },
  ],
};
export default synologyDsm;
