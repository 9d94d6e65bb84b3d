import type { Approval, ScheduledKind, ScheduleInput } from '../../domain/schedule.ts';

/**
 * What each kind of schedule does, in the sentence that a person approves, and its version. Tools of this field widened what
 * schedules delete with an upgrade (docs/reference/guard-lessons.md#g5): whoever makes an action remove more than its sentence says adds 1
 * to the version here, and every schedule of the kind stops until someone approves it again. A test holds sentence and version together.
 */
interface Meaning {
  version: number;
  actionId: string | null;
  params(input: Pick<ScheduleInput, 'keepLabel' | 'minAgeHours'>): Record<string, string>;
  sentence(input: Pick<ScheduleInput, 'keepLabel' | 'minAgeHours'>): string;
}

const kept = ({ keepLabel, minAgeHours }: Pick<ScheduleInput, 'keepLabel' | 'minAgeHours'>): string =>
  ` unused for at least ${minAgeHours} h, except those with the label “${keepLabel}” and those that are protected`;

const prune = (actionId: string, what: string): Meaning => ({
  version: 1,
  actionId,
  params: ({ keepLabel, minAgeHours }) => ({ keepLabel, minAgeHours: String(minAgeHours) }),
  sentence: (input) => `Removes ${what}${kept(input)}. It cannot be undone.`,
});

const fixed = (
  meaning: Omit<Meaning, 'params' | 'sentence' | 'version'> & { params: Record<string, string>; sentence: string },
): Meaning => ({
  ...meaning,
  version: 1,
  params: () => meaning.params,
  sentence: () => meaning.sentence,
});

export const meanings: Readonly<Record<ScheduledKind, Meaning>> = {
  scan: fixed({ actionId: null, params: {}, sentence: 'Scans the host. Changes nothing.' }),
  'prune-containers': prune('prune-containers', 'stopped containers without a restart policy,'),
  'prune-images': prune('prune-images', 'images that no container uses,'),
  'prune-build-cache': prune('prune-build-cache', 'records of the build cache,'),
  'prune-volumes': prune('prune-volumes', 'anonymous volumes that no container uses,'),
  'prune-networks': prune('prune-networks', 'networks that no container uses,'),
  'quarantine-leaked': fixed({
    actionId: 'remove-leaked-layers',
    params: { names: 'all', mode: 'quarantine' },
    sentence:
      'Quarantines every layer that is proven to be leaked. It can be restored until its date, and is then freed.',
  }),
  'purge-quarantine': fixed({
    actionId: 'purge-quarantine',
    params: { entries: 'all' },
    sentence: 'Deletes everything that is quarantined, before its date. It cannot be undone.',
  }),
  'btrfs-scrub': fixed({
    actionId: 'btrfs-scrub',
    params: {},
    sentence: 'Reads the whole filesystem and verifies its checksums. Frees nothing.',
  }),
  'btrfs-balance': fixed({
    actionId: 'btrfs-balance',
    params: {},
    sentence: 'Merges half-empty data chunks. Frees unallocated space only.',
  }),
  'trim-loopback': fixed({
    actionId: 'trim-loopback',
    params: {},
    sentence:
      'Returns what is free in Docker’s image file to the disk that holds it. That space is no longer reserved for Docker.',
  }),
};

/** Why a schedule may not do what was approved any more; null: it may. */
export function whyApprovalEnded(kind: ScheduledKind, { meaning, meaningVersion, actionId }: Approval): string | null {
  const now = meanings[kind];
  if (now.version === meaningVersion && now.actionId === actionId) return null;
  return `This version of Bilge gives it another meaning than the one that was approved (“${meaning}”). Approve it again.`;
}

/** What exceeds the approved bound; null: nothing. Bytes that are unknown exceed every bound of bytes. */
export function whyExceedsBound(
  { mostObjects, mostBytes }: Pick<Approval, 'mostObjects' | 'mostBytes'>,
  plan: { objects: number; bytes: number | null },
): string | null {
  if (plan.objects > mostObjects) return `${plan.objects} objects are more than the ${mostObjects} that were approved.`;
  if (mostBytes === null) return null;
  if (plan.bytes === null) return 'How much it would free is unknown, and a bound was approved.';
  return plan.bytes > mostBytes ? 'It would free more than was approved.' : null;
}
