import type { LedgerRowId } from '@/lib/domain/storage-report';
import type { SaysBar, SaysPicture } from './says-picture';

/** A stretch of a bar, in percent of the scale that both bars share. */
export interface Stretch {
  row: LedgerRowId;
  start: number;
  width: number;
  bytes: number;
}

export interface SaysLayout {
  docker: Stretch[] | null;
  disk: Stretch[] | null;
  /** at the end of the disk's bar */
  unseen: Stretch[];
}

/** Both bars on one scale: the longer one fills the width. */
export function layOutSays({ docker, disk, unseen }: SaysPicture): SaysLayout {
  const unseenBytes = unseen.state === 'known' ? unseen.bytes : 0;
  const diskBytes = disk.state === 'known' ? disk.bytes + unseenBytes : 0;
  const scale = Math.max(diskBytes, docker.state === 'known' ? docker.bytes : 0, 1);
  const diskStretches = stretches(disk, scale, 0);
  const seenEnd = disk.state === 'known' ? (disk.bytes / scale) * 100 : 0;
  return {
    docker: stretches(docker, scale, 0),
    disk: diskStretches,
    unseen: (disk.state === 'known' && stretches(unseen, scale, seenEnd)) || [],
  };
}

function stretches(bar: SaysBar, scale: number, from: number): Stretch[] | null {
  if (bar.state === 'unknown') return null;
  let start = from;
  return bar.parts.map(({ row, bytes }) => {
    const width = (bytes / scale) * 100;
    const stretch = { row, start, width, bytes };
    start += width;
    return stretch;
  });
}
