/**
 * The lab: real systemd hosts with real sshd and dockerd on real file systems, each in about a second, by
 * systemd-nspawn. See docs/lab.md. The one door for tests and scripts:
 *
 *   const lab = await labAvailable();
 *   describe.skipIf(!lab.ok)('…', () => { const host = await startHost('btrfs'); … await host.stop(); });
 */

export { attachHost } from './attach-host.ts';
export { labAvailable } from './available.ts';
export { type HostKind, type HostOptions, hostKindNames, isHostKind } from './host-kinds.ts';
export type { LabHost } from './lab-host.ts';
export { stopAll } from './owner.ts';
export { startHost } from './start-host.ts';
