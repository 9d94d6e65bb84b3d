import { describe, expect, it, onTestFinished } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { scheduleInput } from '../../domain/schedule.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { listRuns, waitForRun } from '../runs/runs.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { scheduleJob } from './schedule-job.ts';
import { changeSchedule, scheduleOf } from './schedule-store.ts';
import {
  addSchedule,
  approveSchedule,
  listSchedules,
  pauseSchedule,
  previewSchedule,
  removeSchedule,
} from './schedules.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const hourMs = 3_600_000;

async function simulated(change: Record<string, unknown> = {}) {
  const app = temporaryApplication();
  let nowMs = Date.parse('2026-12-01T12:00:00.000Z');
  app.now = () => new Date(nowMs);
  await offerDemoHosts(app, anna);
  const input = scheduleInput.parse({
    name: 'weekly leak',
    host: 'demo-nas',
    kind: 'quarantine-leaked',
    when: 'every day at 03:00',
    ...change,
  });
  const runner = new JobRunner(app, [scheduleJob], () => 0.5);
  onTestFinished(() => void runner.stop());
  const later = async (hours: number): Promise<void> => {
    nowMs += hours * hourMs;
    runner.look();
    await runner.settled();
    for (const { id } of listRuns(app, anna, { limit: 20 })) await waitForRun(app, anna, id);
  };
  const shown = () => listSchedules(app, anna)[0];
  return { app, input, later, shown };
}

describe('a schedule', () => {
  it('of a trim is planned by the action of that name, with its guards', async () => {
    const { app, input } = await simulated({ name: 'trim', kind: 'trim-loopback' });
    const preview = previewSchedule(app, anna, input);
    expect(preview).toMatchObject({ steps: [], meaning: expect.stringContaining('image file') });
    // The recording lies in an image file, and a recording cannot be trimmed.
    expect(preview.blocked).toContain('Trim /data.img');
  });

  it('does what its preview said, at its moment, once, and says how it ended', async () => {
    const { app, input, later, shown } = await simulated();
    const preview = previewSchedule(app, anna, input);
    expect(preview.steps.length).toBeGreaterThan(0);
    expect(preview).toMatchObject({ blocked: null, exceedsBound: null, words: 'every day at 03:00 (UTC)' });
    expect(preview.next[0]).toBe('2026-12-02T03:00:00.000Z');
    await addSchedule(app, anna, input, 'demo-nas');
    await later(1);
    expect(listRuns(app, anna)).toEqual([]);
    await later(14);
    const [run] = listRuns(app, anna);
    expect(run).toMatchObject({ state: 'succeeded', startedBy: 'schedule weekly leak' });
    expect(run?.steps.length).toBe(preview.steps.length + preview.moreSteps);
    expect(shown()?.outcomes).toMatchObject([{ state: 'done', slot: '2026-12-02T03:00:00.000Z', runId: run?.id }]);
    await later(0.1);
    // The clock is set back over its moment.
    await later(-1);
    await later(1);
    expect(listRuns(app, anna)).toHaveLength(1);
    await later(24);
    // Nothing is left to do, which is said.
    expect(shown()?.outcomes[0]).toMatchObject({ state: 'skipped', said: expect.any(String) });
    expect(app.store.audit.list().map(({ action }) => action)).toEqual(
      expect.arrayContaining(['schedule.approved', 'schedule.due', 'run.started']),
    );
  });

  it('that was missed is skipped with its reason, and comes again at its next moment', async () => {
    const { app, input, later, shown } = await simulated();
    await addSchedule(app, anna, input, 'demo-nas');
    await later(72);
    expect(shown()?.outcomes).toMatchObject([{ state: 'missed', said: expect.stringContaining('within an hour') }]);
    expect(shown()?.nextAt).toBe('2026-12-05T03:00:00.000Z');
    expect(listRuns(app, anna)).toEqual([]);
  });

  it('whose plan exceeds its bound waits for a person, with the plan', async () => {
    const { app, input, later, shown } = await simulated({ mostObjects: 1 });
    expect(previewSchedule(app, anna, input).exceedsBound).toContain('more than the 1');
    await addSchedule(app, anna, input, 'demo-nas');
    await later(15);
    const [outcome] = shown()?.outcomes ?? [];
    expect(outcome).toMatchObject({ state: 'waiting' });
    expect(app.store.plans.byId(outcome?.planId ?? '')?.state).toBe('proposed');
    expect(listRuns(app, anna)).toEqual([]);
  });

  it('does nothing where enough is free', async () => {
    const { app, input, later, shown } = await simulated({ onlyIfFreeBelow: 1 });
    await addSchedule(app, anna, input, 'demo-nas');
    await later(15);
    expect(shown()?.outcomes[0]).toMatchObject({ state: 'skipped', said: expect.stringContaining('is free') });
  });

  it('stops where its meaning or its machine is another, until someone approves it again', async () => {
    const { app, input, later, shown } = await simulated();
    const { id } = await addSchedule(app, anna, input, 'demo-nas');
    changeSchedule(app, id, (each) => ({ ...each, approval: { ...each.approval, meaningVersion: 0 } }));
    await later(15);
    expect(shown()).toMatchObject({ needsApproval: expect.stringContaining('Approve it again') });
    expect(shown()?.outcomes[0]).toMatchObject({ state: 'missed' });
    await approveSchedule(app, anna, id, 'demo-nas');
    expect(shown()?.needsApproval).toBeNull();
    const identity = { ...scheduleOf(app, id).approval.identity, engineId: 'another' };
    changeSchedule(app, id, (each) => ({ ...each, approval: { ...each.approval, identity } }));
    await later(24);
    expect(shown()?.outcomes[0]).toMatchObject({ state: 'missed', said: expect.stringContaining('Another machine') });
    expect(listRuns(app, anna)).toEqual([]);
  });

  it('is not done while it is paused, by a read-only dashboard, or after it was removed', async () => {
    const { app, input, later, shown } = await simulated();
    const { id } = await addSchedule(app, anna, input, 'demo-nas');
    await pauseSchedule(app, anna, id, true);
    await later(24);
    expect(shown()).toMatchObject({ nextAt: null, outcomes: [] });
    await pauseSchedule(app, anna, id, false);
    app.settings = { ...app.settings, isReadOnly: true };
    await later(15);
    expect(shown()?.outcomes[0]).toMatchObject({ state: 'skipped', said: expect.stringContaining('read-only') });
    await removeSchedule(app, anna, id);
    await later(48);
    expect(listRuns(app, anna)).toEqual([]);
  });

  it('is refused without the name of its host, with a moment that never comes, and to viewers', async () => {
    const { app, input } = await simulated();
    expect(() => addSchedule(app, anna, input, 'another')).toThrow('confirm with the name');
    expect(() => addSchedule(app, anna, { ...input, when: '0 0 31 2 *' }, 'demo-nas')).toThrow('no moment');
    const viewer: Actor = { ...anna, role: 'viewer' };
    expect(() => addSchedule(app, viewer, input, 'demo-nas')).toThrow();
    expect(() => previewSchedule(app, viewer, input)).toThrow();
    await addSchedule(app, anna, { ...input, kind: 'scan' }, '');
    expect(() => addSchedule(app, anna, { ...input, kind: 'scan' }, '')).toThrow('already');
  });
});
