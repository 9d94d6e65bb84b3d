import { formatBytes } from './bytes.ts';
import type { Fact } from './fact.ts';
import { counted } from './format.ts';

/**
 * The one number for "what can be freed", and its parts. Page, API, widget and command line show this and compute nothing beside it
 * (lib/facts/views/reclaimable makes it; test/numbers compares all faces).
 *
 * In the order in which they are shown. Where two kinds claim the same object, the first of them keeps it.
 */
export const reclaimableKinds = [
  'leaked-layers',
  'nested-docker',
  'quarantine',
  'build-cache',
  'images',
  'containers',
  'container-logs',
  'volumes',
  'deleted-files',
  'unused-data-roots',
  'abandoned-stores',
] as const;
export type ReclaimableKind = (typeof reclaimableKinds)[number];

/** One thing on the disk that an action would free. */
export interface ReclaimableObject {
  kind: ReclaimableKind;
  id: string;
  /** where it lies, so that what is inside another object is not counted beside it; null: nowhere that another could hold it */
  path: string | null;
  bytes: Fact<number>;
  exact: boolean;
  /** more than `bytes` may be freed: copies that share data free it only together */
  isLeast?: true;
  /** bytes of an object that is counted elsewhere (a layer of an image) */
  isPartOfAnother?: true;
}

export interface ReclaimablePart {
  kind: ReclaimableKind;
  bytes: number;
  exact: boolean;
  /** something of it has no size yet, so it is a lower bound */
  atLeast: boolean;
  objects: number;
}

export interface Reclaimable {
  totalBytes: number;
  exact: boolean;
  /** a part is a lower bound, or a kind could not be read */
  atLeast: boolean;
  parts: ReclaimablePart[];
  /** kinds that could not be read, with the reason: they are not zero */
  unknown: { kind: ReclaimableKind; detail: string }[];
}

export const reclaimableKindWords: Record<ReclaimableKind, string> = {
  'leaked-layers': 'leaked layers',
  'nested-docker': 'nested Docker data',
  quarantine: 'in quarantine',
  'build-cache': 'build cache',
  images: 'unused images',
  containers: 'stopped containers',
  'container-logs': 'container logs',
  volumes: 'unused anonymous volumes',
  'deleted-files': 'deleted files still open',
  'unused-data-roots': 'unused data roots',
  'abandoned-stores': 'abandoned stores',
};

export const nothingReclaimable: Reclaimable = { totalBytes: 0, exact: true, atLeast: false, parts: [], unknown: [] };

/** `at least 553 MiB`, `about 553 MiB`, `553 MiB`; `an unknown amount` where nothing of it has a size. */
function amountWords(amount: { bytes: number; exact: boolean; atLeast: boolean }): string {
  if (amount.atLeast) return amount.bytes === 0 ? 'an unknown amount' : `at least ${formatBytes(amount.bytes)}`;
  return `${amount.exact ? '' : 'about '}${formatBytes(amount.bytes)}`;
}

/** Of the whole of it, in the same words. */
export function reclaimableWords({ totalBytes, exact, atLeast }: Reclaimable): string {
  return amountWords({ bytes: totalBytes, exact, atLeast });
}

/** `leaked layers at least 510 MiB, nested Docker data 21.6 MiB` */
export function partsWords({ parts, unknown }: Reclaimable): string {
  return [
    ...parts.map((part) => `${reclaimableKindWords[part.kind]} ${amountWords(part)}`),
    ...(unknown.length > 0 ? [`unknown: ${unknown.map(({ kind }) => reclaimableKindWords[kind]).join(', ')}`] : []),
  ].join(', ');
}

export function partOfKind({ parts }: Reclaimable, kind: ReclaimableKind): ReclaimablePart | null {
  return parts.find((part) => part.kind === kind) ?? null;
}

/** Of several hosts: nothing is on two of them. One that was never scanned (null) makes it a lower bound. */
export function sumOfReclaimable(hosts: readonly (Reclaimable | null)[]): Reclaimable {
  const each = hosts.filter((host) => host !== null);
  const parts = reclaimableKinds.flatMap((kind): ReclaimablePart[] => {
    const same = each.flatMap((host) => host.parts.filter((part) => part.kind === kind));
    return same.length === 0 ? [] : [sumOfParts(kind, same)];
  });
  const unknown = reclaimableKinds.flatMap((kind) => {
    const same = each.flatMap((host) => host.unknown.filter((one) => one.kind === kind));
    const [first] = same;
    if (first === undefined) return [];
    return [same.length === 1 ? first : { kind, detail: `Could not be read on ${counted(same.length, 'host')}.` }];
  });
  const total = totalOf(parts, unknown);
  return each.length === hosts.length ? total : { ...total, exact: false, atLeast: true };
}

function sumOfParts(kind: ReclaimableKind, parts: readonly ReclaimablePart[]): ReclaimablePart {
  return {
    kind,
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    exact: parts.every(({ exact }) => exact),
    atLeast: parts.some(({ atLeast }) => atLeast),
    objects: parts.reduce((sum, { objects }) => sum + objects, 0),
  };
}

export function totalOf(parts: ReclaimablePart[], unknown: Reclaimable['unknown']): Reclaimable {
  const atLeast = unknown.length > 0 || parts.some((part) => part.atLeast);
  return {
    totalBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    exact: !atLeast && parts.every(({ exact }) => exact),
    atLeast,
    parts,
    unknown,
  };
}
