import type { Finding } from '../domain/finding.ts';

/** Checks whose finding means: there is no room left. */
export const spaceChecks: ReadonlySet<string> = new Set([
  'btrfs-free-space-misleading',
  'btrfs-metadata-exhausted',
  'btrfs-metadata-nearly-full',
  'btrfs-unallocated-low',
  'data-root-nearly-full',
  'data-root-quota-reached',
  'inodes-nearly-exhausted',
  'zfs-nearly-full',
]);

/** Only what frees space now helps. */
export function hasNoRoomLeft(findings: readonly Pick<Finding, 'checkId' | 'severity'>[]): boolean {
  return findings.some(({ checkId, severity }) => severity === 'critical' && spaceChecks.has(checkId));
}
