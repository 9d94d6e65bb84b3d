import type { z } from 'zod';

/**
 * The contract for what is stored. Every kind has a version, a schema for what this version writes, and one upgrade for each version
 * before it. A row is parsed on its way out of the store, so nothing else ever meets a shape that it does not know.
 *
 * A change of a stored type that its schema does not accept of old rows: add 1 to the version and an upgrade. `lib/store/golden`
 * holds databases of earlier versions, which the tests open.
 */
export interface StoredKind<T> {
  /** for a person: `plan`, `journal entry` */
  name: string;
  schema: z.ZodType<T>;
  /** From version n to n + 1, by n. Version 0 is what was written before there were versions. */
  upgrades: readonly ((value: StoredObject) => StoredObject)[];
  /** Of what was no object before there were versions: version 0 of it; null: that it is not either. */
  unversioned?: (raw: unknown) => StoredObject | null;
  /** What a person does about one that cannot be read; absent: what helps with everything, an earlier backup or a newer Bilge. */
  todo?: string;
}

export type StoredObject = Readonly<Record<string, unknown>>;

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

const versionKey = 'storedVersion';

function versionOf(kind: StoredKind<unknown>): number {
  return kind.upgrades.length;
}

/** As it goes into the database. */
export function toStored<T extends object>(kind: StoredKind<T>, value: T): StoredObject {
  return { [versionKey]: versionOf(kind), ...value };
}

/**
 * As it was stored, upgraded and proven. The schema only judges: what it does not name stays, in the order in which it was, because
 * a digest may have been made of it.
 */
export function fromStored<T>(kind: StoredKind<T>, raw: unknown): Read<T> {
  const upgraded = upgradedTo(kind.unversioned?.(raw) ?? raw, kind.upgrades);
  if (!upgraded.ok) return upgraded;
  const parsed = kind.schema.safeParse(upgraded.value);
  return parsed.success ? { ok: true, value: upgraded.value as T } : { ok: false, why: firstProblem(parsed.error) };
}

export function fromJson<T>(kind: StoredKind<T>, json: string): Read<T> {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return { ok: false, why: 'it is no JSON' };
  }
  return fromStored(kind, raw);
}

/** Brings it to this version, without looking at the rest. */
function upgradedTo(raw: unknown, upgrades: StoredKind<unknown>['upgrades']): Read<StoredObject> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { ok: false, why: 'it is no JSON object' };
  const { [versionKey]: stored = 0, ...rest } = raw as StoredObject;
  if (typeof stored !== 'number' || !Number.isInteger(stored) || stored < 0)
    return { ok: false, why: 'its version is no number' };
  if (stored > upgrades.length) return { ok: false, why: 'a newer Bilge wrote it' };
  return { ok: true, value: upgrades.slice(stored).reduce((value: StoredObject, upgrade) => upgrade(value), rest) };
}

/** One is enough to find the place: a broken list has thousands. */
export function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it has an unknown shape';
  const place = issue.path.join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
