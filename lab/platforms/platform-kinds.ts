import type { HostKind, HostOptions } from '../lab.ts';

/**
 * Hosts that look like other systems: one of the lab's kinds, started without Docker, over which a script of lay-out/ lays
 * the other system's files, BusyBox, PATH, sudo rules and commands before it starts Docker in that system's own way.
 */
export interface PlatformSettings {
  /** as lib/platforms calls it */
  platform: string;
  /** as Bilge names the system to a person */
  title: string;
  base: HostKind;
  options: HostOptions;
  /** sourced in this order after common.sh */
  scripts: readonly string[];
  /** what `docker info` says */
  dataRoot: string;
  /** where that leads to */
  resolvedDataRoot: string;
  driver: string;
  /** an absolute path at which the client can be started while Docker runs */
  dockerClient: string;
  /** false: there is no systemctl to find, and so no `host.reboot()` */
  hasSystemd: boolean;
  /** the vendor's own commands, run as root; each must leave Docker in that state when it returns */
  stop: string;
  start: string;
}

const omvDisk = '/srv/dev-disk-by-uuid-6f2a0c4e-lab';

export const platformKinds = {
  'synology-dsm7': {
    platform: 'synology-dsm',
    title: 'Synology DSM 7.2.2',
    base: 'trixie-sudo-password',
    options: { disk: 'btrfs', diskMountPoint: '/volume1' },
    scripts: ['synology', 'synology-dsm7'],
    dataRoot: '/var/packages/ContainerManager/var/docker',
    resolvedDataRoot: '/volume1/@docker',
    driver: 'btrfs',
    dockerClient: '/var/packages/ContainerManager/target/usr/bin/docker',
    hasSystemd: true,
    stop: '/usr/syno/bin/synopkg stop ContainerManager',
    start: '/usr/syno/bin/synopkg start ContainerManager',
  },
  'synology-dsm6': {
    platform: 'synology-dsm',
    title: 'Synology DSM 6.2.4',
    base: 'sudo-password',
    options: { disk: 'btrfs', diskMountPoint: '/volume1' },
    scripts: ['synology', 'synology-dsm6'],
    dataRoot: '/var/packages/Docker/target/docker',
    resolvedDataRoot: '/volume1/@docker',
    driver: 'btrfs',
    dockerClient: '/var/packages/Docker/target/usr/bin/docker',
    hasSystemd: false,
    stop: '/usr/syno/sbin/synoservicectl --stop pkgctl-Docker',
    start: '/usr/syno/sbin/synoservicectl --start pkgctl-Docker',
  },
  qnap: {
    platform: 'qnap',
    title: 'QNAP QTS / QuTS hero',
    base: 'trixie-ext4',
    options: { diskMountPoint: '/share/CACHEDEV1_DATA' },
    scripts: ['qnap'],
    dataRoot: '/share/CACHEDEV1_DATA/Container/container-station-data/lib/docker',
    resolvedDataRoot: '/share/CACHEDEV1_DATA/Container/container-station-data/lib/docker',
    driver: 'overlay2',
    dockerClient: '/share/CACHEDEV1_DATA/.qpkg/container-station/bin/docker',
    hasSystemd: false,
    stop: '/etc/init.d/container-station.sh stop',
    start: '/etc/init.d/container-station.sh start',
  },
  unraid: {
    platform: 'unraid',
    title: 'Unraid 7.0.1',
    base: 'trixie-ext4',
    options: { disk: 'xfs', diskMountPoint: '/mnt/cache' },
    scripts: ['unraid'],
    dataRoot: '/var/lib/docker',
    resolvedDataRoot: '/var/lib/docker',
    driver: 'btrfs',
    dockerClient: '/usr/bin/docker',
    hasSystemd: false,
    stop: '/etc/rc.d/rc.docker stop',
    start: '/etc/rc.d/rc.docker start',
  },
  'truenas-scale': {
    platform: 'truenas-scale',
    title: 'TrueNAS SCALE on Debian GNU/Linux 13 (trixie)',
    base: 'trixie-sudo-password',
    options: {
      disk: 'ext4',
      diskMountPoint: '/mnt/.ix-apps',
      // What the middleware renders by default.
      sshdConfig: ['PasswordAuthentication no', 'AllowTcpForwarding no'],
    },
    scripts: ['truenas-scale'],
    dataRoot: '/mnt/.ix-apps/docker',
    resolvedDataRoot: '/mnt/.ix-apps/docker',
    driver: 'overlay2',
    dockerClient: '/usr/bin/docker',
    hasSystemd: true,
    stop: '/usr/bin/midclt call service.stop docker',
    start: '/usr/bin/midclt call service.start docker',
  },
  openmediavault: {
    platform: 'openmediavault',
    title: 'OpenMediaVault on Debian GNU/Linux 12 (bookworm)',
    base: 'ext4',
    options: { diskMountPoint: omvDisk },
    scripts: ['openmediavault'],
    dataRoot: `${omvDisk}/docker`,
    resolvedDataRoot: `${omvDisk}/docker`,
    driver: 'overlay2',
    dockerClient: '/usr/bin/docker',
    hasSystemd: true,
    stop: 'systemctl stop docker.socket docker.service',
    start: 'systemctl start docker.socket docker.service',
  },
  'alpine-like': {
    platform: 'alpine',
    title: 'Alpine Linux v3.20',
    base: 'busybox',
    // Said to be Alpine's default.
    options: { sshdConfig: ['AllowTcpForwarding no'] },
    scripts: ['alpine-like'],
    dataRoot: '/var/lib/docker',
    resolvedDataRoot: '/var/lib/docker',
    driver: 'overlay2',
    dockerClient: '/usr/bin/docker',
    hasSystemd: false,
    stop: '/sbin/rc-service docker stop',
    start: '/sbin/rc-service docker start',
  },
  'fedora-like': {
    platform: 'fedora',
    title: 'Fedora Linux 41 (Server Edition)',
    base: 'ext4',
    options: {},
    scripts: ['fedora-like'],
    dataRoot: '/var/lib/docker',
    resolvedDataRoot: '/var/lib/docker',
    driver: 'overlay2',
    dockerClient: '/usr/bin/docker',
    hasSystemd: true,
    stop: 'systemctl stop docker.socket docker.service',
    start: 'systemctl start docker.socket docker.service',
  },
} as const satisfies Record<string, PlatformSettings>;

export type PlatformKind = keyof typeof platformKinds;

export const platformKindNames: readonly PlatformKind[] = Object.keys(platformKinds).filter(isPlatformKind);

export function isPlatformKind(name: string): name is PlatformKind {
  return Object.hasOwn(platformKinds, name);
}

export function platformSettings(kind: PlatformKind): PlatformSettings {
  return platformKinds[kind];
}
