import fs from 'node:fs';

/** Docker's socket on the dashboard's own machine (or mounted into its container), and whether this process may open it. */
export interface LocalSocket {
  path: string;
  uid: number;
  gid: number;
  isOpen: boolean;
}

const usualSockets = ['/var/run/docker.sock', '/run/docker.sock'];

/** Only whether it exists and may be opened; a test of the host finds out what it answers. */
export function findLocalSocket(candidates: readonly string[] = usualSockets): LocalSocket | null {
  for (const path of candidates) {
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    if (stat) return { path, uid: stat.uid, gid: stat.gid, isOpen: mayOpen(path) };
  }
  return null;
}

function mayOpen(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
