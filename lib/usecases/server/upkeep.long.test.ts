import { expect, it } from 'vitest';
import { liveThrough, simulated } from './testing/busy-host.ts';
import { keepUp } from './upkeep.ts';

const tables = ['samples', 'series', 'measurements', 'plans', 'journal', 'facts', 'audit'] as const;

it('the daily upkeep keeps the database of two years within bounds, and what it keeps whole', async () => {
  const years = simulated();
  const { app, host, count } = years;
  const counted = () => Object.fromEntries(tables.map((table) => [table, count(table)]));
  let full: Record<string, number> = {};
  for (let day = 0; day < 730; day += 1) {
    // One write to the disk, or the test would mostly wait for it.
    app.store.transaction(() => liveThrough(years, day));
    await keepUp(app);
    if (day === 450) full = counted();
  }
  const ended = counted();
  // Everything has reached its bound after 13 months: what comes in a day is what goes in one.
  for (const table of tables) expect(Math.abs((ended[table] ?? 0) - (full[table] ?? 0)), table).toBeLessThan(30);
  const used = app.store.samples.since(host.id, '2000-01-01T00:00:00.000Z', ['data-root.used']);
  expect(used.length).toBeGreaterThan(365 + 33 * 24);
  expect(used.length).toBeLessThan(366 + 36 * 24);
  expect(ended).toMatchObject({ measurements: 402, facts: 20 + 71, plans: 401 + 31, journal: 3 * 401 });
  // A line a day of its own.
  expect(ended.audit).toBeLessThan(2 * 403);

  expect(app.store.measurements.all(host.id).filter(({ kind }) => kind === 'volume')).toMatchObject([
    { object: 'v729' },
  ]);
  expect(app.store.journal.after('run_729', 0)).toHaveLength(3);
  expect(app.store.runs.byId('run_729')?.steps).toHaveLength(1);
  // The summary of every run stays, so that what was freed stays counted.
  expect(app.store.runs.freedByHost().get(host.id)).toBe(7300);
  expect(app.store.runs.byId('run_0')).toMatchObject({ steps: [], notes: [expect.stringContaining('13 months')] });
  expect(app.store.runs.byId('run_0')?.unreadable).toBeUndefined();
});
