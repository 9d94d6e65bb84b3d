import { known } from '@/lib/domain/fact';
import { counted } from '@/lib/domain/format';
import { leakStateWords } from '@/lib/domain/leak-words';
import type { Report } from '@/lib/domain/report';
import type { HeldFile, LayerRow, LedgerRowId, VolumeRow } from '@/lib/domain/storage-report';
import type { TreemapLeaf } from '../charts/treemap-layout';
import { usersWords } from '../volumes/volume-words';
import { dockerRows } from './ledger-rows';
import { ledgerWords } from './ledger-words';
import type { LedgerObject } from './object-list';

/** Which objects of the report make up a row of the ledger, and where all of them are listed. */
export function objectsOfRow(report: Report, row: LedgerRowId): { objects: LedgerObject[]; allHref?: string } {
  const base = `/hosts/${report.host.id}`;
  const layers = (kinds: LayerRow['kind'][]): LedgerObject[] =>
    report.layers
      .filter((layer) => kinds.includes(layer.kind))
      .map((layer) => ({
        name: layer.name,
        note: [...layer.images, ...layer.containers].join(', '),
        bytes: layer.bytes,
        measure: { kind: 'layer-directory', object: layer.name },
        href: `${base}/layers?object=${encodeURIComponent(layer.name)}`,
      }));
  switch (row) {
    case 'image-layers':
      return { objects: layers(['image']), allHref: `${base}/layers?kind=image` };
    case 'writable-layers':
      return { objects: layers(['container', 'init']), allHref: `${base}/layers?kind=container` };
    case 'build-cache':
      return { objects: layers(['build-cache']), allHref: `${base}/layers?kind=build-cache` };
    case 'leaked-layers':
      return {
        objects: report.leaks
          .filter((leak) => leak.kind !== 'nested-docker-root' && leak.kind !== 'abandoned-store')
          .map((leak) => ({
            name: leak.name,
            note: leak.state === 'orphan' ? '' : leakStateWords[leak.state].word.toLowerCase(),
            bytes: leak.bytes,
            href: `${base}/layers?object=${encodeURIComponent(leak.name)}`,
            measure: { kind: 'layer-directory', object: leak.name },
          })),
        allHref: `${base}/layers?kind=orphan`,
      };
    case 'nested-docker':
      return {
        objects: report.leaks
          .filter((leak) => leak.kind === 'nested-docker-root')
          .map((leak) => ({
            name: leak.name,
            note: ledgerWords.inside(leak.nested.length),
            bytes: leak.bytes,
            href: `${base}/volumes#${encodeURIComponent(leak.name)}`,
            measure: { kind: 'volume', object: leak.name },
          })),
      };
    case 'abandoned-stores':
      return {
        objects: report.leaks
          .filter((leak) => leak.kind === 'abandoned-store')
          .map((leak) => ({ name: leak.path, note: hiddenWords(leak.hides), bytes: leak.bytes })),
      };
    case 'deleted-files':
      return {
        objects: report.deletedFiles
          .filter(({ filesystem }) => filesystem !== null)
          .map((file) => ({ name: heldFileName(file), note: holderWords(file), bytes: known(file.bytes) })),
      };
    case 'unused-data-roots':
      return {
        objects: report.otherDataRoots
          .filter(({ usedBy, filesystem }) => usedBy === null && filesystem !== null)
          .map((root) => ({
            name: root.path,
            note: contentWords(root),
            bytes: root.bytes,
            measure: { kind: 'other-data-root', object: root.path },
          })),
      };
    case 'hidden-data':
      return {
        objects: report.hiddenData
          .filter(({ filesystem }) => filesystem !== null)
          .map((row) => ({
            name: ledgerWords.under(row.mountPoint),
            note: row.dataRoot === null ? '' : ledgerWords.dataRootWith(contentWords(row.dataRoot)),
            bytes: row.bytes,
            measure: { kind: 'hidden-data', object: row.mountPoint },
          })),
      };
    case 'volumes':
      return {
        // Nested Docker data has its own row.
        objects: report.volumes.filter(hasNoNestedDocker).map((volume) => ({
          name: volume.name,
          note: usersWords(volume),
          bytes: volume.bytes,
          measure: { kind: 'volume', object: volume.name },
          href: `${base}/volumes#${encodeURIComponent(volume.name)}`,
        })),
        allHref: `${base}/volumes`,
      };
    default:
      return { objects: [] };
  }
}

/** The kind of measurement behind a row, where its size can be measured. */
export const measuredKinds: Partial<Record<LedgerRowId, string>> = {
  'image-layers': 'layer-directory',
  'writable-layers': 'layer-directory',
  'build-cache': 'layer-directory',
  'leaked-layers': 'layer-directory',
  'nested-docker': 'volume',
  volumes: 'volume',
  quarantine: 'quarantine-entry',
  'abandoned-stores': 'abandoned-store',
  'docker-other': 'docker-other',
  'unused-data-roots': 'other-data-root',
  'hidden-data': 'hidden-data',
};

/** What of a row is measured already: its size is at least this. */
export function measuredSoFar(objects: readonly LedgerObject[]): number {
  return objects.reduce((sum, { bytes }) => sum + (bytes.state === 'known' ? bytes.value : 0), 0);
}

function hasNoNestedDocker({ nestedDocker }: VolumeRow): boolean {
  return nestedDocker.state === 'unknown' || nestedDocker.value === null;
}

function hiddenWords(hides: { containers: string[]; volumes: string[] } | undefined): string {
  if (!hides || hides.containers.length === 0) return '';
  return ledgerWords.hidesContainers(hides.containers.join(', '));
}

function contentWords({ containers, volumes }: { containers: string[]; volumes: string[] }): string {
  return ledgerWords.contents(containers.length, volumes.length);
}

function heldFileName({ path, count }: HeldFile): string {
  return count > 1 ? counted(count, ledgerWords.smallerFile) : (path ?? ledgerWords.unreadableName);
}

/** `container web (process 412, nginx)` */
function holderWords({ holders }: HeldFile): string {
  const words = holders.map(({ pid, command, kind, container }) => {
    const who =
      kind === 'container'
        ? ledgerWords.container(container?.name ?? '')
        : kind === 'docker'
          ? ledgerWords.docker
          : command;
    const log = kind === 'docker' && container !== null ? ledgerWords.logOf(container.name) : '';
    return ledgerWords.process(who, pid, log);
  });
  return words.length > 3 ? ledgerWords.andMore(words.slice(0, 3).join(', '), words.length - 3) : words.join(', ');
}

/** For the map of a disk: Docker's rows by object, and what is not Docker's as one block each, because no one looked into it. */
export function diskLeaves(report: Report, filesystem: string): TreemapLeaf[] {
  const others = report.ledger.flatMap(({ row, filesystem: of, bytes }) =>
    of === filesystem && !dockerRows.includes(row) && bytes.state === 'known' && bytes.value > 0
      ? [{ row, name: '', label: '', bytes: bytes.value }]
      : [],
  );
  return [...treemapLeaves(report, dockerRows), ...others];
}

/** Every object of Docker's rows that has a size. */
function treemapLeaves(report: Report, rows: readonly LedgerRowId[]): TreemapLeaf[] {
  return rows.flatMap((row) => {
    const { objects } = objectsOfRow(report, row);
    const sized = objects.flatMap(({ name, note, bytes }) =>
      bytes.state === 'known' && bytes.value > 0
        ? [{ row, name: note ? `${name} (${note})` : name, label: labelOf(row, name, note), bytes: bytes.value }]
        : [],
    );
    if (sized.length > 0) return sized;
    // Rows without objects (logs, metadata) are one leaf, so that the areas still add up.
    const whole = report.ledger.reduce(
      (sum, entry) => (entry.row === row && entry.bytes.state === 'known' ? sum + entry.bytes.value : sum),
      0,
    );
    return whole > 0 ? [{ row, name: '', label: '', bytes: whole }] : [];
  });
}

/** A layer is known by its image or container; a hash means nothing to a person. */
function labelOf(row: LedgerRowId, name: string, note: string): string {
  return (row === 'image-layers' || row === 'writable-layers') && note !== '' ? note : name;
}
