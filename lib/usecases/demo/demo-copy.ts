import { type PastRun, replayed } from '../../demo/simulated-run.ts';
import { mapFact } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { newId } from '../../domain/ids.ts';
import type { Measurement, MeasurementNeed } from '../../domain/measurement.ts';
import type { Application } from '../core/application.ts';
import { recordingOf } from '../recordings/recordings.ts';
import { simulationOf } from './simulation-of.ts';

/**
 * What a demo host looks like now: its recording, with everything done to it that its runs in the store have done. As a scan brings it
 * back; stamped now, and with a clock that is right, or every demo host would be months behind.
 */
export function demoFacts(app: Application, host: Host): HostFacts {
  const recording = recordingOf(app, host);
  const now = app.now();
  const { sections, ...copy } = replayed(recording, pastRuns(app, host), simulationOf);
  const platform = mapFact(sections.platform, (value) => ({
    ...value,
    clockSeconds: Math.floor(now.getTime() / 1000),
  }));
  return {
    ...copy,
    id: newId('facts'),
    hostId: host.id,
    collectedAt: now.toISOString(),
    sections: { ...sections, platform },
  };
}

/** The sizes that were measured with the recording; where there is none, none. Quarantined layers keep their size. */
export function demoMeasurements(app: Application, host: Host, needs: readonly MeasurementNeed[]): Measurement[] {
  const { measurements } = recordingOf(app, host);
  return needs.flatMap((need) => {
    const [kind, object] =
      need.kind === 'quarantine-entry'
        ? (['layer-directory', need.object.replace(/\.set-aside$/, '')] as const)
        : [need.kind, need.object];
    const found = measurements.find((each) => each.kind === kind && each.object === object);
    if (found === undefined) return [];
    const { object: name, identity } = need;
    return [{ ...found, kind: need.kind, object: name, identity, measuredAt: app.now().toISOString() }];
  });
}

const mostRuns = 10_000;

/** What was done on it, oldest first. */
export function pastRuns(app: Application, host: Host): PastRun[] {
  return app.store.runs
    .list({ hostId: host.id, limit: mostRuns })
    .toReversed()
    .flatMap(({ id, startedAt, planId, steps }) => {
      const plan = app.store.plans.byId(planId);
      const doneSteps = new Set(steps.flatMap(({ number, state }) => (state === 'done' ? [number] : [])));
      return plan === null ? [] : [{ runId: id, startedAt, plan, doneSteps }];
    });
}
