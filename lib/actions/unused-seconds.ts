import type { PlanInput } from '../domain/action.ts';
import { type UnusedKind, unusedKey } from '../facts/views/rows/unused-objects.ts';
import { secondsOrNull } from './prune-params.ts';

/** Since when scans have seen it unused; null: not before this one. Undefined for a recording, which has no earlier scans. */
export function unusedSeconds(
  { unusedSince }: PlanInput<unknown>,
  object: { kind: UnusedKind; id: string; createdAt?: string | null },
): number | null | undefined {
  if (unusedSince === undefined) return undefined;
  return secondsOrNull(unusedSince.get(unusedKey(object.kind, object.id, object.createdAt ?? null)));
}
