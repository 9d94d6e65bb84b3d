import type { Plan } from '../domain/plan.ts';
import { type JournalEntry, type JournalText, type JournalType, journalEntry } from '../domain/run.ts';
import { type DemoCopy, spaceOf } from './copy.ts';
import type { DemoRecording } from './recording.ts';
import { type SimulationOf, simulateStep } from './simulated-step.ts';

/**
 * A run on a demo host. It has no connection, no script and no Docker, so it cannot change any machine. It goes through the steps of the
 * plan, changes a copy of a recording, and writes the journal that a real run would write. The store keeps only that journal. The copy is
 * rebuilt from it at every scan (`replayed`), so a page always shows what the runs did.
 */
export interface SimulatedRunOptions {
  runId: string;
  plan: Plan;
  recording: DemoRecording;
  simulationOf: SimulationOf;
  /** as it is before this run */
  copy: DemoCopy;
  write: (entries: JournalEntry[]) => void;
  isCancelled: () => boolean;
  /** between two steps, so that a page can show the run's progress */
  pause: () => Promise<void>;
  now: () => Date;
}

export async function simulateRun(options: SimulatedRunOptions): Promise<void> {
  const { runId, plan, write, recording, simulationOf } = options;
  let { copy } = options;
  let seq = 0;
  const entry = <Type extends JournalType>(type: Type, text: JournalText<Type>): void => {
    seq += 1;
    write([journalEntry({ runId, seq, at: options.now().toISOString() }, type, text)]);
  };
  const space = (when: string): void => {
    const found = spaceOf(copy);
    if (found !== null) entry('run.space', { when, ...found });
  };
  entry('run.started', { said: plan.title });
  entry('run.note', {
    said: 'Demo host: every step changes a simulated copy of a recording. Nothing runs on any machine.',
  });
  space('before');
  let refused = 0;
  for (const step of plan.steps) {
    await options.pause();
    if (options.isCancelled()) return entry('run.ended', { outcome: 'cancelled', said: 'cancelled by the operator' });
    entry('step.intended', { step: step.number });
    const note = noteOf(plan, runId, options.now());
    const outcome = simulateStep(copy, step, { recording, note, simulationOf });
    if (outcome.state === 'done') {
      const before = spaceOf(copy)?.availableBytes;
      copy = outcome.copy;
      entry('step.done', { step: step.number });
      if (spaceOf(copy)?.availableBytes !== before) space('during');
    } else if (outcome.state === 'already-done') {
      entry('step.already-done', { step: step.number, said: 'it is no longer there' });
    } else {
      refused += 1;
      entry('step.refused', { step: step.number, guard: 'demo-host', said: 'a demo host cannot do this' });
    }
  }
  space('after');
  const outcome = refused > 0 && refused === plan.steps.length ? 'refused' : 'succeeded';
  entry('run.ended', { outcome, ...(refused === 0 ? {} : { said: `${refused} steps cannot be done on a demo host` }) });
}

/** A past or active run: its plan, and the steps that are done according to the journal. */
export interface PastRun {
  runId: string;
  startedAt: string;
  plan: Plan;
  doneSteps: ReadonlySet<number>;
}

/** The recording after everything that the runs of this host have done, oldest first. */
export function replayed(recording: DemoRecording, runs: readonly PastRun[], simulationOf: SimulationOf): DemoCopy {
  let copy: DemoCopy = recording.facts;
  for (const { runId, startedAt, plan, doneSteps } of runs) {
    const note = noteOf(plan, runId, new Date(startedAt));
    for (const step of plan.steps) {
      const outcome = doneSteps.has(step.number) ? simulateStep(copy, step, { recording, note, simulationOf }) : null;
      if (outcome?.state === 'done') copy = outcome.copy;
    }
  }
  return copy;
}

function noteOf(plan: Plan, runId: string, at: Date) {
  return { runId, at: at.toISOString(), purgeAfter: plan.estimate.setAside?.purgeAt ?? null };
}
