import type { FilesystemRole } from './storage-facts.ts';

interface WithRoles {
  readonly roles: readonly FilesystemRole[];
}

export function holdsDataRoot({ roles }: WithRoles): boolean {
  return roles.includes('data-root');
}

/** The filesystem that Docker's data root is on; undefined where it is not among them, or they are unknown. */
export function filesystemOfDataRoot<F extends WithRoles>(filesystems: readonly F[]): F | undefined {
  return filesystems.find(holdsDataRoot);
}
