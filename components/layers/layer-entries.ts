import type { Fact, Unknown } from '@/lib/domain/fact';
import type { Report } from '@/lib/domain/report';
import type { LayerRow, Leak, ProofStep, SubvolumeRow } from '@/lib/domain/storage-report';
import { countWays, removalWay, type UnreferencedCounts } from '@/lib/domain/unreferenced';

export type EntryKind = LayerRow['kind'] | SubvolumeRow['owner']['kind'];

/**
 * One row of the table: a layer directory, or a subvolume where the driver is btrfs. Thousands of these cross to the browser,
 * so what repeats (proofs, reasons) is sent once and referred to by index.
 */
export interface LayerEntry {
  /** unique within the table */
  id: string;
  /** what a plan calls it */
  name: string;
  path: string;
  kind: EntryKind;
  owner: string;
  exclusiveBytes: number | null;
  /** index into `unknowns` where the size is null */
  exclusiveWhy: number;
  referencedBytes: number | null;
  referencedWhy: number;
  bornSeconds: number | null;
  state: Leak['state'] | null;
  removableLive: boolean;
  parentId: string | null;
  /** index into `leaks`; -1 = no leak */
  leak: number;
}

interface SentLeak {
  name: string;
  kind: Leak['kind'];
  proof: number;
  nested: { path: string; depth: number }[];
  since: string | null;
  identity: string | null;
}

export interface LayerTableData {
  entries: LayerEntry[];
  leaks: SentLeak[];
  proofs: ProofStep[][];
  unknowns: Pick<Unknown, 'reason' | 'detail'>[];
  isSubvolumes: boolean;
  /** some subvolumes are nested in others; layer directories never are */
  hasTree: boolean;
}

export function layerTableData(report: Report): LayerTableData {
  const sent = new Sender(report.leaks);
  const entries = report.subvolumes.length > 0 ? subvolumeEntries(report, sent) : layerEntries(report, sent);
  const shown = new Set(entries.filter(({ kind }) => kind !== 'leased').map((entry) => entry.leak));
  for (const [index, leak] of report.leaks.entries()) {
    if (!shown.has(index)) entries.push(leakEntry(leak, index, sent));
  }
  const { leaks, proofs, unknowns } = sent;
  const isSubvolumes = report.subvolumes.length > 0;
  return { entries, leaks, proofs, unknowns, isSubvolumes, hasTree: entries.some((entry) => entry.parentId !== null) };
}

/** How many rows the table has, for the tab above it. */
export function entryCount(report: Report): number {
  if (report.subvolumes.length > 0) {
    const uuids = new Set(report.subvolumes.map(({ uuid }) => uuid));
    return (
      report.subvolumes.length + report.leaks.filter(({ subvolume }) => !subvolume || !uuids.has(subvolume.uuid)).length
    );
  }
  const names = new Set(report.layers.filter(({ kind }) => kind === 'orphan').map(({ name }) => name));
  return report.layers.length + report.leaks.filter(({ name }) => !names.has(name)).length;
}

/** Of the rows that the chip *Unreferenced* counts: how each is removed. */
export function unreferencedEntries({ entries, leaks }: LayerTableData): UnreferencedCounts {
  return countWays(
    entries
      .filter(({ kind }) => kind === 'orphan')
      .map(({ leak, state, removableLive }) => {
        const found = leaks[leak];
        // The init layer of a removed container goes with that container's layer.
        if (found === undefined) return state === 'orphan' ? 'stopped' : 'unproven';
        return removalWay({ kind: found.kind, state: state ?? 'unconfirmed', removableLive });
      }),
  );
}

class Sender {
  readonly leaks: SentLeak[] = [];
  readonly proofs: ProofStep[][] = [];
  readonly unknowns: Pick<Unknown, 'reason' | 'detail'>[] = [];
  readonly #proofIndex = new Map<string, number>();
  readonly #unknownIndex = new Map<string, number>();

  constructor(leaks: readonly Leak[]) {
    for (const { name, kind, proof, nested, since, identity } of leaks) {
      const inside = nested.map(({ path, depth }) => ({ path, depth }));
      this.leaks.push({
        name,
        kind,
        proof: once(this.#proofIndex, this.proofs, proof),
        nested: inside,
        since,
        identity,
      });
    }
  }

  size(fact: Fact<number>): { bytes: number | null; why: number } {
    if (fact.state === 'known') return { bytes: fact.value, why: -1 };
    const { reason, detail } = fact;
    return { bytes: null, why: once(this.#unknownIndex, this.unknowns, { reason, detail }) };
  }
}

function once<T>(index: Map<string, number>, list: T[], value: T): number {
  const key = JSON.stringify(value);
  const found = index.get(key);
  if (found !== undefined) return found;
  index.set(key, list.length);
  list.push(value);
  return list.length - 1;
}

function layerEntries(report: Report, sent: Sender): LayerEntry[] {
  const leakByName = new Map(report.leaks.map((leak, index) => [leak.name, index]));
  return report.layers.map((layer) => {
    // What a lease keeps has the proof of that lease, and goes with it alone.
    const isOwn = layer.kind === 'orphan';
    const leak = isOwn || layer.lease !== undefined ? (leakByName.get(layer.lease ?? layer.name) ?? -1) : -1;
    const size = sent.size(layer.bytes);
    return {
      id: layer.name,
      name: layer.name,
      path: (isOwn ? report.leaks[leak]?.path : undefined) ?? layer.path,
      kind: layer.kind,
      owner: [...layer.images, ...layer.containers].join(', ') || layer.detail,
      exclusiveBytes: size.bytes,
      exclusiveWhy: size.why,
      referencedBytes: size.bytes,
      referencedWhy: size.why,
      bornSeconds: layer.bornSeconds,
      state: layer.state,
      removableLive: isOwn && (report.leaks[leak]?.removableLive ?? false),
      parentId: layer.lease === undefined ? null : leaseEntryId(layer.lease),
      leak,
    };
  });
}

/** Leases of one store lie at one path. */
const leaseEntryId = (lease: string): string => `containerd-lease ${lease}`;

function subvolumeEntries(report: Report, sent: Sender): LayerEntry[] {
  const leakByUuid = new Map(
    report.leaks.flatMap((leak, index) => (leak.subvolume ? [[leak.subvolume.uuid, index] as const] : [])),
  );
  const keyOf = (filesystem: string, id: number): string => `${filesystem} ${id}`;
  const measured = new Map<string, Fact<number>>(
    [...report.layers, ...report.leaks].map(({ name, bytes }) => [name, bytes]),
  );
  const known = new Set(report.subvolumes.map((subvolume) => keyOf(subvolume.filesystem, subvolume.id)));
  return report.subvolumes.map((subvolume) => {
    const leak = leakByUuid.get(subvolume.uuid) ?? -1;
    const name = report.leaks[leak]?.name ?? subvolume.path.slice(subvolume.path.lastIndexOf('/') + 1);
    // Without quotas btrfs reports no exclusive size; the measured size of the layer is used instead.
    const walked = measured.get(name);
    const exclusive = sent.size(
      subvolume.exclusiveBytes.state === 'unknown' && walked?.state === 'known' ? walked : subvolume.exclusiveBytes,
    );
    const referenced = sent.size(subvolume.referencedBytes);
    const parent = keyOf(subvolume.filesystem, subvolume.topLevel);
    return {
      id: keyOf(subvolume.filesystem, subvolume.id),
      name,
      path: subvolume.path,
      kind: subvolume.owner.kind,
      owner: subvolume.owner.label,
      exclusiveBytes: exclusive.bytes,
      exclusiveWhy: exclusive.why,
      referencedBytes: referenced.bytes,
      referencedWhy: referenced.why,
      bornSeconds: subvolume.createdSeconds,
      state: report.leaks[leak]?.state ?? null,
      removableLive: report.leaks[leak]?.removableLive ?? false,
      parentId: known.has(parent) ? parent : null,
      leak,
    };
  });
}

/** What identifies a lease is when it was made. */
function secondsOf(identity: string | null): number | null {
  const milliseconds = Date.parse(identity ?? '');
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** Leaks that are no entry of the driver's directory: unreachable chains, container layers, nested roots, abandoned stores. */
function leakEntry(leak: Leak, index: number, sent: Sender): LayerEntry {
  const size = sent.size(leak.bytes);
  return {
    id: leak.kind === 'containerd-lease' ? leaseEntryId(leak.name) : `${leak.kind} ${leak.path}`,
    name: leak.name,
    path: leak.path,
    // An abandoned store hides containers, and what is unfinished ends by itself: neither is called unreferenced.
    kind: leak.kind === 'abandoned-store' ? 'docker-other' : leak.state === 'unfinished' ? 'other' : 'orphan',
    owner: leak.owner ? `volume ${leak.owner.id.slice(0, 12)}` : '',
    exclusiveBytes: size.bytes,
    exclusiveWhy: size.why,
    referencedBytes: size.bytes,
    referencedWhy: size.why,
    bornSeconds: leak.kind === 'containerd-lease' ? secondsOf(leak.identity) : null,
    state: leak.state,
    removableLive: leak.removableLive && leak.kind !== 'nested-docker-root' && leak.kind !== 'abandoned-store',
    parentId: null,
    leak: index,
  };
}
