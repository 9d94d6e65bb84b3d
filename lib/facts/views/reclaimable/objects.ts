import { known, unknown } from '../../../domain/fact.ts';
import { namesInQuarantine } from '../../../domain/protection.ts';
import type { ReclaimableKind, ReclaimableObject } from '../../../domain/reclaimable.ts';
import type { InPieces } from '../../../domain/slices.ts';
import type { Leak, StorageReport } from '../../../domain/storage-report.ts';
import { isLeakedLayer, isLeakedLease, isLeakedNested, sumOfLeaks, sumOfLeases } from '../leaked.ts';
import { type FoundObjects, isProtected, type ReclaimableInput } from './input.ts';
import { stoppedContainers } from './stopped-containers.ts';
import { unusedImages } from './unused-images.ts';
import { unusedCache, unusedVolumes } from './unused-objects.ts';

/** Everything that an action of this host would free, as far as the scan could read it. */
export function* reclaimableObjects(input: ReclaimableInput): InPieces<FoundObjects> {
  const each = [leaked(input), quarantined(input)];
  yield;
  each.push(yield* unusedImages(input), unusedCache(input));
  yield;
  each.push(stoppedContainers(input), unusedVolumes(input), {
    objects: input.findings.flatMap((one) => ofFinding(one, input)),
    unknown: [],
  });
  yield;
  return { objects: each.flatMap(({ objects }) => objects), unknown: each.flatMap((found) => found.unknown) };
}

function leaked(input: ReclaimableInput): FoundObjects {
  const { leaks } = input.storage;
  if (leaks.state === 'unknown') {
    const { detail } = leaks;
    return {
      objects: [],
      unknown: [
        { kind: 'leaked-layers', detail },
        { kind: 'nested-docker', detail },
      ],
    };
  }
  const layers = leaks.value.filter((leak) => isLeakedLayer(leak) && !isProtected(input, 'layer', [leak.name]));
  const nested = leaks.value.filter((leak) => isLeakedNested(leak) && !isProtected(input, 'volume', [leak.name]));
  const isLeast = sumOfLeaks(layers).sharesExtents ? ({ isLeast: true } as const) : {};
  return {
    objects: [
      ...leakedLeases(input, leaks.value),
      ...layers.map(({ kind, name, path, bytes }) => ({
        kind: 'leaked-layers' as const,
        id: `${kind} ${name}`,
        // A removed container's layer and a chain lie where a layer of that name lies.
        path,
        bytes,
        exact: false,
        ...isLeast,
      })),
      ...nested.map(({ name, path, bytes }) => ({
        kind: 'nested-docker' as const,
        id: `volume ${name}`,
        path,
        bytes,
        exact: false,
      })),
    ],
    unknown: [],
  };
}

/** What they hold lies in one store, in which none lies inside another; what several share is an object of its own. */
function leakedLeases(input: ReclaimableInput, all: readonly Leak[]): ReclaimableObject[] {
  const leases = all.filter((leak) => isLeakedLease(leak) && !isProtected(input, 'containerd-lease', [leak.name]));
  const sum = sumOfLeases(leases, all, input.storage.leakedLeaseBytes);
  const shared = sum.bytes - sumOfLeaks(leases).bytes;
  const part = { kind: 'leaked-layers' as const, path: null, exact: false };
  const isLeast = sum.complete ? {} : ({ isLeast: true } as const);
  return [
    ...leases.map(({ name, bytes }) => ({ ...part, id: `containerd-lease ${name}`, bytes, ...isLeast })),
    ...(shared > 0
      ? [{ ...part, id: 'shared by leaked leases', bytes: known(shared), isPartOfAnother: true as const }]
      : []),
  ];
}

function quarantined(input: ReclaimableInput): FoundObjects {
  const { quarantined: entries } = input.storage;
  if (entries.state === 'unknown') return { objects: [], unknown: [{ kind: 'quarantine', detail: entries.detail }] };
  const free = entries.value.filter((each) => !isProtectedEntry(input, each));
  return {
    objects: free.map(({ entry, path, bytes }) => ({
      kind: 'quarantine' as const,
      id: `quarantine ${entry}`,
      path,
      bytes,
      exact: false,
    })),
    unknown: [],
  };
}

/** By either of its names, or those of the layer that belongs with it. */
function isProtectedEntry(input: ReclaimableInput, { entry }: { entry: string }): boolean {
  if (!input.protections?.length) return false;
  const { quarantine } = input.facts.sections;
  const held = quarantine.state === 'known' ? quarantine.value.find((each) => each.entry === entry) : undefined;
  const names = held === undefined ? [] : namesInQuarantine(held.originalName);
  const suffix = held !== undefined && entry.startsWith(held.originalName) ? entry.slice(held.originalName.length) : '';
  const entries = [entry, ...names, ...names.map((name) => `${name}${suffix}`)];
  return isProtected(input, 'quarantine-entry', entries) || isProtected(input, 'layer', names);
}

/** What a check alone weighs: it is reclaimable where the check offers a way and names an amount. */
const kindOfCheck: Readonly<Record<string, ReclaimableKind>> = {
  'container-logs-unbounded': 'container-logs',
  'deleted-open-files': 'deleted-files',
  'unused-data-root': 'unused-data-roots',
  'abandoned-store': 'abandoned-stores',
  'buildkit-builder-cache': 'build-cache',
};

function ofFinding(finding: ReclaimableInput['findings'][number], input: ReclaimableInput): ReclaimableObject[] {
  const { checkId, key, subject, reclaimable, remedies } = finding;
  const kind = kindOfCheck[checkId];
  if (kind === undefined || remedies.length === 0 || isProtected(input, subject.kind, [subject.id])) return [];
  const bytes = reclaimable === undefined ? unknown('not-collected', 'Not measured yet.') : known(reclaimable.bytes);
  // Logs without a limit are no bytes to free, and a remedy that only sets the limit frees none.
  if (bytes.state === 'unknown' && kind === 'container-logs') return [];
  return [
    { kind, id: `finding ${key}`, path: pathOf(finding, input.storage), bytes, exact: reclaimable?.exact ?? false },
  ];
}

function pathOf({ checkId, subject }: ReclaimableInput['findings'][number], storage: StorageReport): string | null {
  if (checkId === 'unused-data-root') return subject.id.startsWith('/') ? subject.id : null;
  if (checkId === 'buildkit-builder-cache' && storage.volumes.state === 'known')
    return storage.volumes.value.find(({ name }) => name === subject.id)?.mountpoint ?? null;
  if (checkId === 'abandoned-store' && storage.leaks.state === 'known')
    return (
      storage.leaks.value.find(({ kind, name }) => kind === 'abandoned-store' && name === subject.id)?.path ?? null
    );
  return null;
}
