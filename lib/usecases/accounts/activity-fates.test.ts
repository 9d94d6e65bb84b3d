import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { known } from '../../domain/fact.ts';
import type { Run, RunStep } from '../../domain/run.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { listActivity } from './activity.ts';
import { activityFates } from './activity-fates.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'operator' };

function run(id: string, actionId: string, kind: RunStep['target']['kind'], startedAt: string): Run {
  const target = { kind, id: 'a', label: 'a', owner: null };
  const step: RunStep = { number: 1, title: 'a', said: null, target, state: 'done', bytes: known(100) };
  const undo = kind === 'layer' ? { until: null, actionId: 'restore-quarantine' } : { excuse: 'no' };
  return exampleRun({ id, planId: `plan_${id}`, actionId, state: 'succeeded', startedAt, undo, steps: [step] });
}

it('the row that started a run says that it was undone; no other row does', () => {
  const app = temporaryApplication();
  const first = run('run_1', 'remove-leaked-layers', 'layer', '2026-11-21T10:00:00Z');
  const second = run('run_2', 'restore-quarantine', 'quarantine-entry', '2026-11-21T11:00:00Z');
  for (const each of [first, second]) {
    app.store.runs.put(each);
    app.store.audit.append({
      at: each.startedAt,
      actorKind: 'user',
      actor: 'anna',
      action: 'run.started',
      subject: each.actionId,
      hostId: null,
      result: 'ok',
      detail: { plan: each.planId },
    });
  }
  const entries = listActivity(app, anna);
  const fates = activityFates(app, anna, entries);
  const said = entries.map(({ id, subject }) => [subject, fates.get(id)]);
  expect(said).toEqual([
    ['restore-quarantine', undefined],
    ['remove-leaked-layers', 'undone'],
  ]);
});
