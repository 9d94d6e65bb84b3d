/** Checks whose finding means: there is no room left. Where one of them is critical, only what frees space now helps. */
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
