import { known, unknown } from '../domain/fact.ts';
import type { Plan } from '../domain/plan.ts';
import { isFinal, type JournalEntry, type Run, type RunStep, type StepState } from '../domain/run.ts';
import { runIdOfPlan } from './compile.ts';
import { undoRequest } from './undo.ts';

/** A run is the sum of its journal. Pure: the same entries give the same run, however often they are read. */
export function newRun(plan: Plan, options: { startedBy: string; at: string }): Run {
  return {
    id: runIdOfPlan(plan.id),
    planId: plan.id,
    hostId: plan.hostId,
    actionId: plan.actionId,
    title: plan.title,
    state: 'starting',
    startedBy: options.startedBy,
    startedAt: options.at,
    endedAt: null,
    said: null,
    steps: plan.steps.map(({ number, title, target, bytes }) => ({
      number,
      title,
      target,
      bytes,
      state: 'waiting',
      said: null,
    })),
    notes: [],
    freedBytes: {
      estimated: plan.estimate.freedBytes,
      measured: unknown('not-collected', 'The run has not ended yet.'),
    },
    space: [],
    undo: plan.undo.possible ? { until: plan.undo.until, actionId: plan.undo.actionId } : { excuse: plan.undo.excuse },
    receipt: null,
    directory: null,
    isVolatile: false,
    cursor: 0,
    lastSeq: 0,
    cancelRequested: false,
  };
}

/** Entries that were already applied (by `seq`) change nothing, so a part of the journal may be read twice. */
export function applyEntries(run: Run, entries: readonly JournalEntry[], cursor: number): Run {
  const fresh = entries.filter((entry) => entry.seq > run.lastSeq);
  const next: Run = { ...run, steps: [...run.steps], notes: [...run.notes], space: [...run.space], cursor };
  const indexByNumber = new Map(next.steps.map((step, index) => [step.number, index]));
  for (const entry of fresh) {
    next.lastSeq = entry.seq;
    if (next.state === 'starting') next.state = 'running';
    applyEntry(next, entry, indexByNumber);
  }
  return next;
}

/** The host reported that the script is gone and its journal has no last line. `stopsDocker`: the plan has a step that stops Docker. */
export function markInterrupted(run: Run, options: { at: string; said: string; stopsDocker?: boolean }): Run {
  if (isFinal(run.state)) return run;
  const done = run.steps.filter((step) => step.state === 'done').length;
  const open = run.steps.filter((step) => step.state === 'intended').length;
  const docker =
    options.stopsDocker === true
      ? ' This run stops Docker at some point. If it was killed while Docker was down, a small process on the host has started Docker and its containers again. After a power cut or reboot Docker starts as usual. Check that everything runs.'
      : '';
  const stood = run.checkpoint === undefined ? '' : ` It stood here: ${run.checkpoint.said}.`;
  const said = `${options.said}${stood} ${done} of ${run.steps.length} steps were done${open === 0 ? '' : `; the outcome of ${open} more is unknown`}.${docker} Scan the host and plan again: nothing is done twice.`;
  return { ...withMeasured(run), steps: closed(run.steps), state: 'interrupted', endedAt: options.at, said };
}

const stepStates: Partial<Record<JournalEntry['type'], StepState>> = {
  'step.intended': 'intended',
  'step.done': 'done',
  'step.already-done': 'already-done',
  'step.refused': 'refused',
  'step.failed': 'failed',
  'step.undone': 'undone',
};

function applyEntry(run: Run, entry: JournalEntry, indexByNumber: ReadonlyMap<number, number>): void {
  const state = stepStates[entry.type];
  const index = entry.step === undefined ? undefined : indexByNumber.get(entry.step);
  const step = index === undefined ? undefined : run.steps[index];
  if (index !== undefined && step !== undefined) {
    if (state !== undefined) {
      const { progress: _over, ...rest } = step;
      run.steps[index] = { ...rest, state, said: entry.said ?? (state === 'done' ? step.said : null) };
    } else if (entry.type === 'step.progress') run.steps[index] = withProgress(step, entry);
    else if (entry.said !== undefined) run.steps[index] = { ...step, said: entry.said };
  }
  switch (entry.type) {
    case 'run.started':
      run.directory = entry.directory ?? run.directory;
      run.isVolatile = entry.isVolatile ?? run.isVolatile;
      break;
    case 'run.checkpoint':
      run.checkpoint = { phase: entry.phase, at: entry.at, said: entry.said ?? '' };
      break;
    case 'run.note':
      run.notes.push(entry.said ?? '');
      break;
    case 'run.space':
      if (entry.availableBytes !== undefined && entry.usedBytes !== undefined) {
        const { when = '', availableBytes, usedBytes, at } = entry;
        run.space.push({ when, availableBytes, usedBytes, at });
      }
      break;
    case 'run.ended':
      run.state = entry.outcome ?? 'failed';
      run.endedAt = entry.at;
      run.said = entry.said ?? null;
      run.steps = closed(run.steps);
      Object.assign(run, withMeasured(run));
      run.undo = undoAtEnd(run);
      break;
    default:
  }
}

function withProgress(step: RunStep, entry: Extract<JournalEntry, { type: 'step.progress' }>): RunStep {
  const said = entry.said ?? step.said;
  if (entry.fraction === undefined) return { ...step, said };
  const { fraction, doneBytes = null, doneObjects = null, totalObjects = null, secondsLeft = null } = entry;
  return { ...step, said, progress: { fraction, doneBytes, doneObjects, totalObjects, secondsLeft } };
}

/** The plan offered an undo for what it would do. A run that was refused, or found everything done, has nothing to undo. */
function undoAtEnd(run: Run): Run['undo'] {
  const request = undoRequest(run);
  return 'excuse' in request ? { excuse: request.excuse } : run.undo;
}

function closed(steps: readonly RunStep[]): RunStep[] {
  return steps.map((step) => (step.state === 'waiting' ? { ...step, state: 'not-reached' } : step));
}

/** What the filesystem reports, not what was deleted: the last reading minus the first. Others write meanwhile, so it may be negative. */
function withMeasured(run: Run): Run {
  const before = run.space.find((line) => line.when === 'before');
  const after = run.space.findLast((line) => line.when !== 'before');
  const measured =
    before === undefined || after === undefined
      ? unknown('not-collected', 'The free space was not read both before and after.')
      : known(after.availableBytes - before.availableBytes);
  return { ...run, freedBytes: { ...run.freedBytes, measured } };
}
