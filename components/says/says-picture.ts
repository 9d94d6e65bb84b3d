import type { Report } from '@/lib/domain/report';
import type { DockerSays, LedgerRowId } from '@/lib/domain/storage-report';
import { measuredSoFar, objectsOfRow } from '../ledger/ledger-objects';
import { saveWords } from './save-words';

/** A stretch of a bar. */
export interface SaysPart {
  row: LedgerRowId;
  bytes: number;
}

export type SaysBar =
  | { state: 'known'; parts: SaysPart[]; bytes: number; atLeast: boolean }
  | { state: 'unknown'; why: string };

/** What a picture and its PNG are drawn from; plain values, so that it can be sent to the browser. */
export interface SaysPicture {
  docker: SaysBar;
  disk: SaysBar;
  /** at the end of the disk's bar: what Docker counts nowhere */
  unseen: SaysBar;
  /** the kinds that Docker was not asked for: its bar shows what the disk says of them */
  standIns: DockerSays['what'][];
}

const rowOf: Record<DockerSays['what'], LedgerRowId> = {
  images: 'image-layers',
  containers: 'writable-layers',
  volumes: 'volumes',
  'build-cache': 'build-cache',
};

/** Docker's own small files are in neither bar: Docker does not count them, but they are no surprise either. */
const unseenRows: readonly LedgerRowId[] = [
  'deleted-files',
  'quarantine',
  'abandoned-stores',
  'unused-data-roots',
  'hidden-data',
  'other-containerd-users',
  'unfinished-transfers',
  'unproven-leases',
  'leaked-layers',
];

export function saysPicture(report: Report): SaysPicture {
  const { dockerSays } = report;
  return {
    docker: dockerBar(report),
    disk: diskBar(report),
    unseen: unseenPart(report),
    standIns: dockerSays.filter(isStandIn).map(({ what }) => what),
  };
}

/** Docker would walk every file of containers and volumes to answer, so Bilge does not ask, and what it would find is what is on the disk. */
function isStandIn({ dockerBytes, diskBytes }: DockerSays): boolean {
  return dockerBytes.state === 'unknown' && dockerBytes.reason === 'not-collected' && diskBytes.state === 'known';
}

function dockerBar({ engine, dockerSays }: Report): SaysBar {
  if ('state' in engine) return { state: 'unknown', why: engine.detail };
  const images = dockerSays.find(({ what }) => what === 'images')?.dockerBytes;
  // Without the images the bar would be about next to nothing, and the difference about everything.
  if (images?.state !== 'known') return { state: 'unknown', why: images?.detail ?? '' };
  return bar(
    dockerSays.map((says) => ({ row: rowOf[says.what], bytes: isStandIn(says) ? says.diskBytes : says.dockerBytes })),
  );
}

function diskBar({ sections, dockerSays }: Report): SaysBar {
  if (sections.ledger.state === 'unknown') return { state: 'unknown', why: sections.ledger.detail };
  const seen = bar(dockerSays.map(({ what, diskBytes }) => ({ row: rowOf[what], bytes: diskBytes })));
  return seen.parts.length === 0 && seen.atLeast ? { state: 'unknown', why: saveWords.nothingMeasured } : seen;
}

function unseenPart(report: Report): SaysPicture['unseen'] {
  const { sections, ledger } = report;
  if (sections.leaks.state === 'unknown') return { state: 'unknown', why: sections.leaks.detail };
  if (sections.ledger.state === 'unknown') return { state: 'unknown', why: sections.ledger.detail };
  return bar(
    ledger
      .filter(({ row }) => unseenRows.includes(row))
      .sort((a, b) => unseenRows.indexOf(a.row) - unseenRows.indexOf(b.row))
      .map(({ row, bytes }) => {
        const soFar = bytes.state === 'unknown' ? measuredSoFar(objectsOfRow(report, row).objects) : 0;
        return { row, bytes, soFar };
      }),
  );
}

interface Piece {
  row: LedgerRowId;
  bytes: { state: 'known'; value: number } | { state: 'unknown' };
  /** what of it is measured, where not all is */
  soFar?: number;
}

function bar(pieces: readonly Piece[]): Extract<SaysBar, { state: 'known' }> {
  const parts = new Map<LedgerRowId, number>();
  for (const { row, bytes, soFar = 0 } of pieces) {
    const value = bytes.state === 'known' ? bytes.value : soFar;
    if (value > 0) parts.set(row, (parts.get(row) ?? 0) + value);
  }
  return {
    state: 'known',
    parts: [...parts].map(([row, bytes]) => ({ row, bytes })),
    bytes: [...parts.values()].reduce((sum, bytes) => sum + bytes, 0),
    atLeast: pieces.some(({ bytes }) => bytes.state === 'unknown'),
  };
}
