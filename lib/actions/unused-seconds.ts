import type { PlanInput } from '../domain/action.ts';
import { type UnusedKind, unusedKey } from '../facts/views/rows/unused-objects.ts';
import { secondsOrNull } from './prune-params.ts';

/** Since when the scans have seen it unused; null: never before. Undefined where nothing is remembered of the host (a recording). */
export function unusedSeconds(
  { unusedSince }: PlanInput<unknown>,
  object: { kind: UnusedKind; id: string; createdAt?: string | null },
): number | null | undefined {
  if (unusedSince === undefined) return undefined;
  return secondsOrNull(unusedSince.get(unusedKey(object.kind, object.id, object.createdAt ?? null)));
}
