import { formatBytes } from '../../../domain/bytes.ts';
import { allKnown, type Fact, known, unknown } from '../../../domain/fact.ts';
import { ledgerTitles } from '../../../domain/ledger-titles.ts';
import { filterInPieces, type InPieces } from '../../../domain/slices.ts';
import type { FilesystemUsage, MountEntry } from '../../../domain/storage-facts.ts';
import { type LedgerRow, type LedgerRowId, ledgerRowIds } from '../../../domain/storage-report.ts';
import { locate } from '../paths.ts';
import { filesystemOf } from './filesystem-of.ts';
import { filesystemOverhead } from './filesystem-overhead.ts';
import type { LedgerInput, LedgerPart, LedgerParts } from './ledger-part.ts';
import { ledgerParts } from './ledger-parts.ts';

/**
 * Where every used byte of a filesystem is. The rows add up to the used space exactly, because the last of them, *unaccounted*, is
 * what remains; it is shown, never spread over the others. Estimates may add up to more than is used: then nothing is unaccounted, and
 * that row says by how much the others overlap. No row is ever below zero.
 *
 * A filesystem that Docker shares with other files has a row "not Docker" that Bilge will not walk. Once all of Docker's own rows
 * are known, the remainder is called that; before, it is unaccounted.
 */
const ledgerRoles: ReadonlySet<string> = new Set(['data-root', 'containerd-root', 'volumes']);

export function* ledger(input: LedgerInput): InPieces<Fact<LedgerRow[]>> {
  const { filesystems, mounts, dataRoot } = input.facts.sections;
  const all = allKnown(filesystems, mounts, dataRoot);
  if (all.state === 'unknown') return all;
  const [usages, mountTable, root] = all.value;
  const found = yield* ledgerParts(input);
  const mountPoints = new Set(mountTable.map(({ mountPoint }) => mountPoint));
  const places = new Map<string, string | null>();
  const placeOf = (path: string): string | null => {
    // Thousands of layers share one parent directory; a mount below it is not a layer.
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const key = mountPoints.has(path) ? path : parent;
    if (!places.has(key)) places.set(key, filesystemOf(key, usages, mountTable)?.id ?? null);
    return places.get(key) ?? null;
  };
  const dataRootPlace = filesystemOf(root.path, usages, mountTable)?.id ?? null;
  const rows: LedgerRow[] = [];
  for (const usage of usages.filter(({ roles }) => roles.some((role) => ledgerRoles.has(role)))) {
    const parts = yield* filterInPieces(found.parts, (part) => (part.filesystem ?? placeOf(part.path)) === usage.id);
    const isHome = usage.id === dataRootPlace;
    const unknownRows = isHome ? found.unknownRows : new Map();
    rows.push(...(yield* rowsOf(usage, { parts, unknownRows }, { input, mountTable, isHome, rootPath: root.path })));
  }
  return known(rows);
}

const mayBeUnknown: ReadonlySet<LedgerRowId> = new Set(['deleted-files', 'unused-data-roots', 'hidden-data']);

/** Left out where there is nothing of it, also on the data root's filesystem. */
const onlyOfContainerd: ReadonlySet<LedgerRowId> = new Set([
  'compressed-copies',
  'unproven-leases',
  'unfinished-transfers',
  'other-containerd-users',
]);

interface Context {
  input: LedgerInput;
  mountTable: readonly MountEntry[];
  isHome: boolean;
  rootPath: string;
}

function* rowsOf(usage: FilesystemUsage, found: LedgerParts, context: Context): InPieces<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (const id of dockerRowIds) {
    const row = dockerRow(usage, id, found);
    const isAlways = context.isHome && !onlyOfContainerd.has(id);
    if (isAlways || row.objects !== 0 || row.bytes.state === 'unknown') rows.push(row);
    yield;
  }
  const overhead = overheadRow(usage, context);
  const remainder = usage.usedBytes - sumKnown([...rows, overhead]);
  // These need not be this engine's: what is not known of them is a part of what is not Docker's.
  const isComplete = rows.every((row) => row.bytes.state === 'known' || mayBeUnknown.has(row.row));
  const isDedicated =
    context.isHome && (locate(context.rootPath, context.mountTable)?.pathInFilesystem ?? 'elsewhere') === '';
  const absorbs = !isDedicated && isComplete && remainder >= 0;
  const unknownRows = rows.filter((row) => row.bytes.state === 'unknown').map(({ row }) => row);
  rows.push(
    notDockerRow(usage, { isDedicated, absorbs, remainder, unknownRows }, context.input.facts.collectedAt),
    overhead,
  );
  rows.push(unaccountedRow(usage, absorbs ? 0 : remainder, rows, context.input.facts.collectedAt));
  return rows;
}

const dockerRowIds = ledgerRowIds.filter(
  (row) => row !== 'not-docker' && row !== 'filesystem-overhead' && row !== 'unaccounted',
);

function dockerRow(usage: FilesystemUsage, row: LedgerRowId, { parts, unknownRows }: LedgerParts): LedgerRow {
  const own = parts.filter((part) => part.row === row);
  const whole = unknownRows.get(row);
  const base = { filesystem: usage.id, row };
  if (whole !== undefined) {
    return { ...base, bytes: whole, exact: false, how: 'unknown', measuredAt: null, objects: null };
  }
  const measured = own.filter((part) => part.bytes.state === 'known');
  const total = sumKnown(own);
  const missing = own.length - measured.length;
  const sofar = `${measured.length} of ${own.length} objects measured (${formatBytes(total)} so far).`;
  return {
    ...base,
    bytes: missing === 0 ? known(total) : unknown('not-collected', `${sofar} Measure sizes to see the rest.`),
    exact: missing === 0 && own.every((part) => part.exact),
    how: howOf(own),
    measuredAt: oldest(measured),
    objects: own.length,
  };
}

function howOf(parts: readonly LedgerPart[]): string {
  if (parts.length === 0) return 'there are none';
  const counts = new Map<string, number>();
  for (const { how } of parts) counts.set(how, (counts.get(how) ?? 0) + 1);
  if (counts.size === 1) return parts[0]?.how ?? '';
  return [...counts].map(([how, number]) => `${number}: ${how}`).join('; ');
}

function oldest(parts: readonly LedgerPart[]): string | null {
  const times = parts.flatMap(({ measuredAt }) => (measuredAt === null ? [] : [measuredAt])).sort();
  return times[0] ?? null;
}

function overheadRow(usage: FilesystemUsage, { input }: Context): LedgerRow {
  const { btrfsUsage } = input.facts.sections;
  const found = filesystemOverhead(usage, btrfsUsage.state === 'known' ? btrfsUsage.value : []);
  const base = { filesystem: usage.id, row: 'filesystem-overhead' as const, objects: null };
  if (found === null) {
    const detail = `${usage.type} does not tell what its own structures take; it is part of what is unaccounted.`;
    return { ...base, bytes: unknown('no-capability', detail), exact: false, how: 'not told by it', measuredAt: null };
  }
  return {
    ...base,
    bytes: known(found.bytes),
    exact: found.exact,
    how: found.how,
    measuredAt: input.facts.collectedAt,
  };
}

function notDockerRow(
  usage: FilesystemUsage,
  {
    isDedicated,
    absorbs,
    remainder,
    unknownRows,
  }: { isDedicated: boolean; absorbs: boolean; remainder: number; unknownRows: readonly LedgerRowId[] },
  collectedAt: string,
): LedgerRow {
  const base = { filesystem: usage.id, row: 'not-docker' as const, objects: null };
  if (isDedicated) {
    const how = 'the data root is all that this filesystem holds';
    return { ...base, bytes: known(0), exact: true, how, measuredAt: collectedAt };
  }
  if (absorbs) {
    const how = `what remains after all of Docker's rows${unknownRows.length === 0 ? '' : ` (it includes unknown rows: ${titlesOf(unknownRows)})`}; Bilge does not look into it`;
    return { ...base, bytes: known(remainder), exact: false, how, measuredAt: collectedAt };
  }
  const detail = "Other files share this filesystem. How much they take shows once all of Docker's rows are measured.";
  return { ...base, bytes: unknown('not-collected', detail), exact: false, how: 'not looked into', measuredAt: null };
}

function unaccountedRow(
  usage: FilesystemUsage,
  remainder: number,
  rows: readonly LedgerRow[],
  collectedAt: string,
): LedgerRow {
  const missing = rows.filter((row) => row.bytes.state === 'unknown').map((row) => row.row);
  const conflict = `the estimates above overlap by ${formatBytes(-remainder)}, so they add up to more than is used: measure sizes to settle it`;
  const includes = `what remains; it includes rows without a size yet: ${titlesOf(missing)}`;
  const how = remainder < 0 ? conflict : missing.length > 0 ? includes : 'what remains of the used space';
  return {
    filesystem: usage.id,
    row: 'unaccounted',
    bytes: known(Math.max(0, remainder)),
    exact: false,
    how,
    measuredAt: collectedAt,
    objects: null,
  };
}

/** As the rows are called where they stand. */
function titlesOf(rows: readonly LedgerRowId[]): string {
  return rows.map((row) => ledgerTitles[row].title).join(', ');
}

function sumKnown(rows: readonly { bytes: Fact<number> }[]): number {
  let total = 0;
  for (const { bytes } of rows) if (bytes.state === 'known') total += bytes.value;
  return total;
}
