import type { PlanInput } from '../domain/action.ts';
import type { BuildCacheRecord } from '../domain/engine-facts.ts';
import { known } from '../domain/fact.ts';
import type { Candidate } from './candidates.ts';
import { type Guard, judge, notKnown, pass, refuse } from './guards/guard.ts';
import { oldEnough } from './guards/old-enough.ts';
import { protectedObject } from './guards/protected-object.ts';
import { withAmount } from './labels.ts';
import { isNamed } from './names-param.ts';
import { pruneAction } from './prune.ts';
import { type PruneParams, secondsOrNull } from './prune-params.ts';

const cacheKnown: Guard<null> = {
  id: 'build-cache-known',
  about: 'The build cache was listed.',
  recheck: null,
  check({ facts }) {
    const { buildCache } = facts.sections;
    return buildCache.state === 'known'
      ? pass('The build cache was listed.')
      : notKnown(`The build cache could not be listed (${buildCache.detail})`);
  },
};

export default pruneAction({
  id: 'prune-build-cache',
  title: 'Remove build cache',
  about: 'Removes build cache records that no build uses. The next build takes longer.',
  words: ['prune', 'builder', 'buildkit', 'cleanup', 'free', 'full', 'delete', 'clear'],
  label: (amount) => withAmount('Remove build cache', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'The next build takes longer.',
  needs: ['engine', 'platform', 'buildCache'],
  noun: 'build cache record',
  guards: [cacheKnown],
  spares:
    'Each record is one prune that is filtered to its id, because BuildKit has no delete call. Records in use or used recently are kept.',
  isIrreversible: false,
  candidates(input) {
    const { buildCache } = input.facts.sections;
    if (buildCache.state === 'unknown') return [];
    return leavesFirst(buildCache.value)
      .filter((record) => isNamed(input.params.names ?? 'all', record.id))
      .map((record) => candidate(record, input));
  },
});

function candidate(record: BuildCacheRecord, input: PlanInput<PruneParams>): Candidate {
  const label = record.description === '' ? record.id : record.description;
  const lastUsedSeconds = secondsOrNull(record.lastUsedAt) ?? secondsOrNull(record.createdAt);
  return {
    target: { kind: 'build-cache-record', id: record.id, label, owner: record.type },
    // Removing a shared record frees nothing: the image that shares its data keeps it.
    bytes: known(record.shared ? 0 : record.sizeBytes),
    op: 'remove-build-cache',
    args: { id: record.id, label },
    guards: [
      {
        guardId: 'in-use',
        ...(record.inUse
          ? refuse('A build uses it now.')
          : pass('No build is known to use it, and Docker never prunes a record in use.')),
      },
      judge(protectedObject, input, { kind: 'build-cache-record', ids: [record.id], labels: {}, keepLabel: null }),
      judge(oldEnough, input, { lastUsedSeconds, minAgeHours: input.params.minAgeHours, what: 'used' }),
    ],
  };
}

/** BuildKit keeps a record while another one needs it, so children come before their parents. */
function leavesFirst(records: readonly BuildCacheRecord[]): BuildCacheRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const depths = new Map<string, number>();
  const depthOf = (record: BuildCacheRecord, seen: ReadonlySet<string>): number => {
    const cached = depths.get(record.id);
    if (cached !== undefined) return cached;
    if (seen.has(record.id)) return 0;
    const next = new Set(seen).add(record.id);
    const parents = record.parents.flatMap((id) => byId.get(id) ?? []);
    const depth = parents.length === 0 ? 0 : 1 + Math.max(...parents.map((parent) => depthOf(parent, next)));
    depths.set(record.id, depth);
    return depth;
  };
  const none = new Set<string>();
  return [...records].sort((one, other) => depthOf(other, none) - depthOf(one, none));
}
