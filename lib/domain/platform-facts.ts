/** What the machine is: read by the collector in the same round trip as everything else. */
export const platformIds = [
  'debian',
  'fedora',
  'alpine',
  'synology-dsm',
  'qnap',
  'unraid',
  'truenas-scale',
  'openmediavault',
  'generic-linux',
] as const;
/** of a host whose platform is not known: what holds on any Linux */
export const unknownPlatform = 'generic-linux' satisfies PlatformId;
export type PlatformId = (typeof platformIds)[number];

export const initSystems = ['systemd', 'synology', 'openrc', 'sysv', 'unraid', 'none'] as const;
export type InitSystem = (typeof initSystems)[number];

export interface PlatformFacts {
  id: PlatformId;
  init: InitSystem;
  /** `Debian GNU/Linux 12 (bookworm)`, or the vendor's product and version */
  title: string;
  hostname: string;
  machineId: string | null;
  kernel: string;
  architecture: string;
  /** 0 when the collector ran as root */
  effectiveUid: number;
  shell: string;
  /** absolute path by tool name; absent = not found anywhere it was looked for */
  tools: Record<string, { path: string; version: string | null; busybox: boolean }>;
  /** programs and folders of programs that are there and are not used, because others than root could put their own in their place */
  leftOut?: { path: string; why: string }[];
  /** the host's clock when the collector ran, seconds since the epoch */
  clockSeconds: number;
  /** seconds since boot */
  uptimeSeconds: number | null;
  bootId: string | null;
  /** contents of the marker files that decide the platform, by path */
  markers: Record<string, string>;
}
