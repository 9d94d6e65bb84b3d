import { setTimeout as sleep } from 'node:timers/promises';
import { replayed, simulateRun } from '../../demo/simulated-run.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { recordingOf } from '../recordings/recordings.ts';
import { workHere } from '../runs/engine-runs.ts';
import { pastRuns } from './demo-copy.ts';
import { simulationOf } from './simulation-of.ts';

/** The run of a plan for a demo host: the journal goes to the store as that of any run, and nothing goes anywhere else. */
export async function workOnDemoRun(app: Application, plan: Plan, run: Run): Promise<Run> {
  const host = hostOf(app, run.hostId);
  const recording = recordingOf(app, host);
  // Whoever follows should see the steps go by, three of them or three hundred.
  const stepMs = app.demoRunMs / Math.max(1, plan.steps.length);
  return workHere(app, run, ({ write, isCancelled }) =>
    simulateRun({
      runId: run.id,
      plan,
      recording,
      copy: replayed(recording, pastRuns(app, host), simulationOf),
      simulationOf,
      write,
      isCancelled,
      pause: () => sleep(stepMs),
      now: app.now,
    }),
  );
}
