import type { ContainerdRecords } from '../../../../domain/containerd-facts.ts';

/**
 * What containerd keeps, computed another way than the views do: sets of texts, and rounds over everything until nothing is added. Slow and
 * plain on purpose. It shares no code with what it judges.
 */
export function keptByOracle(
  records: ContainerdRecords,
  now: number,
  without: ReadonlySet<string> = new Set(),
): Set<string> {
  const kept = new Set<string>();
  let size = -1;
  while (size !== kept.size) {
    size = kept.size;
    for (const space of records.namespaces) oneRound(space, kept, now, without);
  }
  return kept;
}

type Space = ContainerdRecords['namespaces'][number];
const gc = 'containerd.io/gc.';

function oneRound(space: Space, kept: Set<string>, now: number, without: ReadonlySet<string>): void {
  const name = (...parts: string[]) => [space.name, ...parts].join('|');
  const keep = (...parts: string[]) => kept.add(name(...parts));
  const isKept = (...parts: string[]) => kept.has(name(...parts));
  const passed = (labels: Record<string, string>) => {
    const end = labels[`${gc}expire`];
    const iso = end !== undefined && end.length >= 20 && end[10] === 'T';
    return iso && new Date(end).getTime() < now;
  };
  const split = (label: string, start: string): string | null => {
    if (!label.startsWith(gc + start)) return null;
    const rest = label.slice((gc + start).length);
    return rest === '' || '/.'.includes(rest[0] ?? 'x') ? rest : null;
  };
  const snapshotterIn = (label: string, start: string) => label.slice((gc + start).length).split('/')[0] ?? '';
  const follow = (labels: Record<string, string>) => {
    for (const [label, value] of Object.entries(labels)) {
      if (split(label, 'ref.content') !== null) keep('content', value);
      if (split(label, 'ref.image') !== null) keep('image', value);
      if (label.startsWith(`${gc}ref.snapshot.`)) keep('snapshot', snapshotterIn(label, 'ref.snapshot.'), value);
    }
  };
  const isHeldBack = (labels: Record<string, string>) =>
    Object.entries(labels).some(
      ([label, value]) =>
        (split(label, 'bref.content') !== null && isKept('content', value)) ||
        (split(label, 'bref.image') !== null && isKept('image', value)) ||
        (split(label, 'bref.container') !== null && isKept('container', value)) ||
        (label.startsWith(`${gc}bref.snapshot.`) && isKept('snapshot', snapshotterIn(label, 'bref.snapshot.'), value)),
    );
  const hasRoot = (labels: Record<string, string>) =>
    Object.keys(labels).some((label) => label.startsWith(`${gc}root`));

  for (const lease of space.leases) {
    if (passed(lease.labels) || without.has(name('lease', lease.id))) continue;
    keep('lease', lease.id);
    const flat = `${gc}flat` in lease.labels ? 'flat ' : '';
    for (const digest of lease.content) keep(`${flat}content`, digest);
    for (const { snapshotter, key } of lease.snapshots) keep(`${flat}snapshot`, snapshotter, key);
    for (const image of lease.images) keep(`${flat}image`, image);
    for (const ref of lease.ingests) keep('ingest', ref);
  }
  for (const image of space.images) {
    if (without.has(name('image', image.name))) continue;
    if (!passed(image.labels) || isHeldBack(image.labels)) keep('image', image.name);
    if (isKept('image', image.name)) {
      if (image.digest !== null) keep('content', image.digest);
      follow(image.labels);
    }
    if (isKept('flat image', image.name) && image.digest !== null) keep('flat content', image.digest);
  }
  for (const { digest, labels } of space.content) {
    if (hasRoot(labels) || isHeldBack(labels)) keep('content', digest);
    if (isKept('content', digest)) follow(labels);
  }
  for (const { snapshotter, key, parent, labels } of space.snapshots) {
    if (hasRoot(labels) || isHeldBack(labels)) keep('snapshot', snapshotter, key);
    if (isKept('snapshot', snapshotter, key)) {
      if (parent !== null) keep('snapshot', snapshotter, parent);
      follow(labels);
    }
    if (isKept('flat snapshot', snapshotter, key) && parent !== null) keep('flat snapshot', snapshotter, parent);
  }
  for (const { ref, expiresAt, expected } of space.ingests) {
    if (expiresAt !== null && new Date(expiresAt).getTime() >= now) keep('ingest', ref);
    if (isKept('ingest', ref) && expected !== null) keep('content', expected);
  }
  for (const { id, snapshotter, snapshotKey, labels } of space.containers) {
    keep('container', id);
    if (snapshotter !== null && snapshotter !== '') keep('snapshot', snapshotter, snapshotKey ?? '');
    follow(labels);
  }
  for (const { labels } of space.sandboxes) follow(labels);
}

/** Of objects that exist, in one way or the other. */
export function isKeptByOracle(kept: ReadonlySet<string>, namespace: string, type: string, key: string): boolean {
  const parts = type === 'snapshot' ? key.replace('/', '|') : key;
  return kept.has(`${namespace}|${type}|${parts}`) || kept.has(`${namespace}|flat ${type}|${parts}`);
}
