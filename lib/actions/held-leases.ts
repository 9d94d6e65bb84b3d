import type { PlanInput } from '../domain/action.ts';
import { type Fact, known, unknown } from '../domain/fact.ts';
import type { FailurePolicy, GuardJudgement, PlanDraft, PlanTarget, Refusal, SkippedObject } from '../domain/plan.ts';
import { type LeaseHold, leaseHolds } from '../facts/views/containerd/lease-holds.ts';
import { type PlannedStore, plannedStore, storeSite } from '../facts/views/containerd/planned-store.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { storeOurs } from './guards/store-ours.ts';
import { storeReachable } from './guards/store-reachable.ts';
import { holdStepArguments } from './leaked-lease.ts';
import { isNamed, missingNames } from './names-param.ts';
import type { QuarantineParams } from './quarantined.ts';

/**
 * The quarantine of a host whose Docker keeps its images in containerd is made of holds (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed): the
 * actions of the quarantine end them or restore from them.
 */
interface Way {
  id: string;
  onFailure: FailurePolicy;
}

export function isInContainerd({ facts }: PlanInput<unknown>): boolean {
  const { engine } = facts.sections;
  return engine.state === 'known' && engine.value.imageStore === 'containerd';
}

export function planEndOfHolds(action: Way, input: PlanInput<QuarantineParams>): PlanDraft | Refusal {
  const chosen = choose(action, input, 'end-hold', [rootShell, identityKnown, storeReachable, storeOurs]);
  if ('refused' in chosen) return chosen;
  const holds = count(chosen.chosen.length, 'held lease');
  return frame(action, input, {
    ...chosen.parts,
    title: `End ${holds}`,
    summary: `Ends ${holds}: containerd deletes what nothing else keeps. Each owner is looked for again right before; what came back is kept.`,
    estimate: estimateOf({
      freedBytes: sumOfBytes(chosen.chosen),
      objects: chosen.chosen.length,
      seconds: Math.ceil(2 + chosen.chosen.length * 0.3),
      how: 'as noted when they were held; what they share is freed with the last',
    }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'What containerd deleted cannot be restored.' },
  });
}

export function planRestoreOfHolds(action: Way, input: PlanInput<QuarantineParams>): PlanDraft | Refusal {
  const chosen = choose(action, input, 'restore-lease', [rootShell, identityKnown, storeReachable]);
  if ('refused' in chosen) return chosen;
  const leases = count(chosen.chosen.length, 'lease');
  return frame(action, input, {
    ...chosen.parts,
    title: `Restore ${leases}`,
    summary: `Makes ${leases} again from ${chosen.chosen.length === 1 ? 'its hold' : 'their holds'}. If one of them belonged to a container after all, restart Docker afterwards: it reads its containers at its start.`,
    estimate: estimateOf({
      freedBytes: known(0),
      exact: true,
      freesNow: false,
      objects: chosen.chosen.length,
      seconds: 2,
      how: 'a restore frees nothing',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'They show as leaked again and can be quarantined again.' },
  });
}

function choose(
  { id }: Way,
  input: PlanInput<QuarantineParams>,
  op: 'end-hold' | 'restore-lease',
  needed: Parameters<typeof judgeAll>[0],
) {
  const guards = judgeAll(needed, input);
  const store = plannedStore(input);
  if (guards.some(({ state }) => state !== 'pass') || store.state === 'unknown') return refusal(id, guards);
  const all = leaseHolds(input.facts);
  const holds = all.state === 'known' ? all.value : [];
  const { entries } = input.params;
  const asked = holds.filter((hold) => isNamed(entries, hold.entry, hold.originalName));
  const { chosen, skipped } = sortOut(asked.map((hold) => candidate(hold, store.value, input, op)));
  skipped.push(...missing(input, holds));
  if (chosen.length === 0) {
    const none =
      entries === 'all' ? 'no lease is held on this host.' : 'none of the named leases is held on this host.';
    const why = asked.length === 0 ? none : 'none of the held leases qualifies.';
    return nothingToDo(id, `Nothing to ${op === 'end-hold' ? 'purge' : 'restore'}: ${why}`, skipped);
  }
  const site = storeSite(store.value.facts);
  return { chosen, parts: { steps: stepsOf(chosen), skipped, guards, ...(site === null ? {} : { store: site }) } };
}

function candidate(
  hold: LeaseHold,
  store: PlannedStore,
  input: PlanInput<QuarantineParams>,
  op: 'end-hold' | 'restore-lease',
): Candidate {
  const args = holdStepArguments(hold, store);
  const recognised: GuardJudgement = {
    guardId: 'identity',
    state: args === null ? 'unknown' : 'pass',
    said:
      args === null
        ? 'It cannot be identified: it is not a hold that Bilge made, or what it holds was not read. Scan again; if that does not help, inspect it by hand.'
        : `Held by ${hold.runId ?? 'an earlier run'} at ${hold.setAsideAt ?? 'an unknown time'}.`,
  };
  const ids = [hold.entry, hold.originalName];
  const protections = ['quarantine-entry', 'containerd-lease'].map((kind) =>
    judge(protectedObject, input, { kind, ids, labels: {}, keepLabel: null }),
  );
  return {
    target: holdTarget(hold.originalName, hold.entry),
    bytes: holdBytes(hold),
    op,
    args: args ?? {},
    guards: op === 'end-hold' ? [recognised, ...protections] : [recognised],
  };
}

function missing(input: PlanInput<QuarantineParams>, holds: readonly LeaseHold[]): SkippedObject[] {
  const present = new Set(holds.flatMap(({ entry, originalName }) => [entry, originalName]));
  return missingNames(input.params.entries, present).map((name) =>
    skip(
      { target: holdTarget(name, name), bytes: notNoted },
      'not-found',
      'No lease of that id is held on this host; its hold may have ended or been restored.',
    ),
  );
}

const notNoted = unknown('not-collected', 'Its size was unknown when it was held.');

function holdBytes({ bytes }: LeaseHold): Fact<number> {
  return bytes === null ? notNoted : known(bytes);
}

function holdTarget(id: string, label: string): PlanTarget {
  return { kind: 'quarantine-entry', id, label, owner: null };
}
