import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, PlannedStep, PlanTarget, Refusal, SkippedObject } from '../domain/plan.ts';
import type { Leak, LeakKind } from '../domain/storage-report.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { addDays, count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { leakProven } from './guards/leak-proven.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { storageProvable } from './guards/storage-provable.ts';
import { dependentsFirst, layerStepArguments } from './leaked-layer.ts';
import { isNamed, missingNames, namesParam } from './names-param.ts';

const params = z.object({ mode: z.enum(['quarantine', 'delete']).default('quarantine'), names: namesParam });
type Params = z.output<typeof params>;

/** Kinds that are a directory which nothing names: those are moved. The others need the engine. */
const directoryKinds: readonly LeakKind[] = [
  'overlay2-directory',
  'btrfs-subvolume',
  'vfs-directory',
  'stale-removing-layer',
];
const layerKinds: readonly LeakKind[] = [...directoryKinds, 'unreachable-layer', 'leaked-container-layer'];

/**
 * Sets leaked layer directories aside, or deletes them in the same run after every image and container was found to still have
 * its directories. The first object goes alone, as a canary (G7). On overlay2, what lies on others goes first.
 */
const action: Action<typeof params> = {
  id: 'remove-leaked-layers',
  title: 'Remove leaked layers',
  about: 'Frees layer directories that Docker has forgotten: set aside first, or deleted in one run.',
  needs: ['platform', 'engine', 'dataRoot', 'driverDirectories', 'layerdb', 'buildkitSnapshots', 'namespaceMounts'],
  params,
  onFailure: 'continue',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, dockerCli, identityKnown, storageProvable], input);
  if (guards.some(({ state }) => state !== 'pass') || input.report.leaks.state === 'unknown') {
    return refusal(action.id, guards);
  }
  const leaks = input.report.leaks.value.filter((leak) => layerKinds.includes(leak.kind));
  const asked = leaks.filter((leak) => isNamed(input.params.names, leak.name));
  const { chosen, skipped } = sortOut(dependentsFirst(asked, input).map((leak) => candidate(leak, input)));
  skipped.push(...unknownNames(input, leaks));
  if (chosen.length === 0) {
    const why =
      asked.length === 0
        ? 'There is no leaked layer here that was asked for.'
        : 'None of the leaked layers can be removed now; each says why.';
    return nothingToDo(action.id, why, skipped);
  }
  return draft({ input, chosen, skipped, guards });
}

function candidate(leak: Leak, input: PlanInput<Params>): Candidate {
  const args = layerStepArguments(leak, input);
  const target: PlanTarget = {
    kind: leak.kind === 'btrfs-subvolume' ? 'subvolume' : 'layer',
    id: leak.name,
    label: leak.path,
    owner: null,
  };
  const shield = { kind: 'layer', ids: [leak.name], labels: {}, keepLabel: null };
  const guards: GuardJudgement[] = [
    judge(leakProven, input, leak),
    judge(protectedObject, input, shield),
    wayOut(leak, args !== null),
  ];
  return { target: { ...target, kind: 'layer' }, bytes: leak.bytes, op: 'set-aside-layer', args: args ?? {}, guards };
}

/** Which classes this way of removing is right for (docker-on-disk 2.4, 2.5: deleting those by hand breaks a running engine). */
function wayOut(leak: Leak, isRecognisable: boolean): GuardJudgement {
  const guardId = 'way-out';
  if (leak.kind === 'unreachable-layer') {
    const said =
      'Docker holds this layer in memory, so it must let go of it itself. It does so when Docker is stopped and started, after which it shows as an ordinary leaked directory; or remove it with Docker stopped.';
    return { guardId, state: 'refuse', said };
  }
  if (leak.kind === 'leaked-container-layer' || !leak.removableLive) {
    return {
      guardId,
      state: 'refuse',
      said: 'It can only go while Docker is stopped, because Docker holds it in memory.',
    };
  }
  if (!isRecognisable) {
    return {
      guardId,
      state: 'unknown',
      said: 'What is needed to recognise it again on the host was not read. Scan again.',
    };
  }
  return { guardId, state: 'pass', said: 'Can be moved aside while Docker runs.' };
}

function unknownNames(input: PlanInput<Params>, leaks: readonly Leak[]): SkippedObject[] {
  return missingNames(input.params.names, new Set(leaks.map(({ name }) => name))).map((name) => {
    const target: PlanTarget = { kind: 'layer', id: name, label: name, owner: null };
    const bytes = { state: 'unknown', reason: 'not-collected', detail: 'No leak of that name.' } as const;
    return skip(
      { target, bytes },
      'not-found',
      'No leaked layer has that name on this host; it may have been removed already.',
    );
  });
}

interface Parts {
  input: PlanInput<Params>;
  chosen: Candidate[];
  skipped: SkippedObject[];
  guards: GuardJudgement[];
}

function draft({ input, chosen, skipped, guards }: Parts): PlanDraft {
  const isDelete = input.params.mode === 'delete';
  const bytes = sumOfBytes(chosen);
  const purgeAt = addDays(input.now, input.graceDays);
  const objects = count(chosen.length, 'leaked layer');
  return frame(action, input, {
    title: isDelete ? `Free ${objects}` : `Set aside ${objects}`,
    summary: isDelete
      ? `Moves ${objects} aside, checks that every image and container still has its directories, and deletes what was moved. If the check fails, everything is put back.`
      : `Moves ${objects} into a folder beside Docker's own and checks that every image and container still has its directories. Space comes back when they are purged, on ${purgeAt.slice(0, 10)} or on demand. Until then they can be put back.`,
    steps: steps(chosen, isDelete),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: isDelete ? bytes : known(0),
      exact: false,
      freesNow: isDelete,
      setAside: isDelete ? null : { bytes, purgeAt },
      seconds: Math.ceil(2 + chosen.length * 0.02),
      objects: chosen.length,
      how: isDelete ? 'sizes as measured; shared data comes back only once' : 'moving aside frees nothing by itself',
    }),
    confirmation: isDelete ? 'host-name' : 'click',
    undo: isDelete
      ? {
          possible: false,
          excuse: 'They are deleted for good in this run. Choose quarantine to keep them for some days.',
        }
      : { possible: true, until: purgeAt },
  });
}

function steps(chosen: Candidate[], isDelete: boolean): PlannedStep[] {
  const host: PlanTarget = { kind: 'data-root', id: 'references', label: 'images and containers', owner: null };
  const check = (when: 'before' | 'after'): Candidate => ({
    target: host,
    bytes: known(0),
    op: 'check-references',
    args: { when },
    guards: [],
  });
  const purges = isDelete ? chosen.map((each) => ({ ...each, op: 'purge-entry' })) : [];
  const all = stepsOf([check('before'), ...chosen, check('after'), ...purges]);
  const canary = all[1];
  if (canary !== undefined && chosen.length > 1) canary.endsBatch = true;
  return all.map((step) => (step.op === 'set-aside-layer' && isDelete ? { ...step, bytes: known(0) } : step));
}
