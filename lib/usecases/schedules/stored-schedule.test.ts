import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { scheduleInput } from '../../domain/schedule.ts';
import { rawDocuments } from '../../store/testing/raw-documents.ts';
import { addDemoHosts } from '../demo/demo-hosts.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { addSchedule, listSchedules, pauseSchedule, removeSchedule, requestSchedule } from './schedules.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const rawOf = (app: ReturnType<typeof temporaryApplication>) => rawDocuments(app.store, 'schedules');

async function withSchedule() {
  const app = temporaryApplication();
  await addDemoHosts(app, anna);
  const input = scheduleInput.parse({ name: 'look', host: 'demo-nas', kind: 'scan', when: 'every Sunday at 03:00' });
  const { id } = await addSchedule(app, anna, input, '');
  const { storedVersion, ...stored } = rawOf(app).byId(id) ?? {};
  return { app, id, stored, storedVersion };
}

it('a schedule that was stored before there were versions reads as it was, and is written with its version', async () => {
  const { app, id, stored, storedVersion } = await withSchedule();
  expect(storedVersion).toBe(1);
  rawOf(app).put(id, stored, '2026-12-01T00:00:00.000Z');
  expect(listSchedules(app, anna)).toMatchObject([{ id, name: 'look', needsApproval: null }]);
  await pauseSchedule(app, anna, id, true);
  expect(rawOf(app).byId(id)).toMatchObject({ storedVersion: 1, isPaused: true });
});

it.each([
  ['of a newer Bilge', { storedVersion: 99 }, 'a newer Bilge wrote it'],
  ['of another shape', { kind: 'format-disk' }, 'kind'],
])('one %s is shown with its id and what to do, does nothing, and can be removed', async (_, change, why) => {
  const { app, id, stored } = await withSchedule();
  const changed = { ...stored, ...change };
  rawOf(app).put('schedule_odd', changed, '2026-12-01T00:00:00.000Z');
  const odd = listSchedules(app, anna).find((each) => each.id === 'schedule_odd');
  expect(odd).toMatchObject({ name: 'Unreadable schedule schedule_odd', isPaused: true, nextAt: null });
  expect(odd?.unreadable).toBe(odd?.needsApproval);
  expect(odd?.needsApproval).toContain(why);
  expect(odd?.needsApproval).toContain('bilge restore FILE');
  expect(() => pauseSchedule(app, anna, 'schedule_odd', false)).toThrow(why);
  expect(() => requestSchedule(app, anna, 'schedule_odd')).toThrow(why);
  expect(rawOf(app).byId('schedule_odd')).toEqual(changed);
  await removeSchedule(app, anna, 'schedule_odd');
  expect(listSchedules(app, anna).map((each) => each.id)).toEqual([id]);
});
