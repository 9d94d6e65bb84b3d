import type { HostFacts } from '../domain/host-facts.ts';
import { ownDataRootOf } from '../platforms/detect-platform.ts';
import { matchingLines } from './log-lines.ts';
import { dataRootPath } from './subjects.ts';

/**
 * The container runtime prints the same “read-only file system” for a mount point inside the user's own read-only volume
 * (`mkdir …/merged/etc/nginx/sites-enabled`): nothing is wrong with the host then.
 */
const containerSetUp =
  /rootfs_linux|container_linux|process_linux|\brunc\b|\bcrun\b|OCI runtime|to rootfs|\bmounting\b|starting container process|container init|shim task|\/merged\/|\/volumes\/[^/\s]+\/_data\/|\/aufs\/mnt\/[^/\s]+\/|\/var\/lib\/containers\//i;

const places = ['/var/lib/docker', '/var/lib/containerd', '/var/snap/docker/common/var-lib-docker'];

/** Lines in which dockerd or containerd reports that one of its own files cannot be written: `mkdir /var/lib/docker/tmp/x: read-only file system`. */
export function dockerdWriteRefused(facts: HostFacts): string[] {
  const root = dataRootPath(facts);
  const known = root === null || root === '/' ? places : [...places, root];
  return matchingLines(facts, /read-only file system/i).filter((line) => {
    if (containerSetUp.test(line)) return false;
    const path = /(\/[^\s:"'\\]{1,500})["'\\]{0,4}: read-only file system/i.exec(line)?.[1];
    if (path === undefined) return false;
    return ownDataRootOf(path) !== null || known.some((place) => path === place || path.startsWith(`${place}/`));
  });
}
