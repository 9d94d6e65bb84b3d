import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { known } from '../../domain/fact.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { scanHost } from '../scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { makeForecast, readForecast } from './forecasts.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const dayMs = 86_400_000;
const gib = 1024 ** 3;

async function simulated() {
  const app = temporaryApplication();
  const host = storedHost(app, 'demo:nas');
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  app.now = () => new Date(nowMs);
  await scanHost(app, anna, host.id);
  // What the recording has in use: the days go on from there.
  const base = app.store.samples.latest(host.id)['data-root.used']?.value ?? 0;
  const liveDays = async (days: number, usedOf: (day: number) => number, isForecast = false) => {
    for (let day = 0; day < days; day += 1) {
      nowMs += dayMs;
      const at = new Date(nowMs).toISOString();
      app.store.samples.add(host.id, at, {
        'data-root.used': base + usedOf(day),
        'ledger.volumes': base + usedOf(day) / 2,
      });
      if (isForecast) await makeForecast(app, host);
    }
    await makeForecast(app, host);
    return readForecast(app, anna, host.id);
  };
  return { app, host, liveDays, now: () => nowMs };
}

it('cannot tell from less than 14 days, and then says a range, the row behind it, and the same each time', async () => {
  const { app, host, liveDays } = await simulated();
  const early = await liveDays(10, (day) => (1 + day) * gib);
  expect(early?.usual).toMatchObject({ state: 'too-early', needed: 14 });
  const made = await liveDays(30, (day) => (11 + day) * gib);
  expect(made?.usual).toMatchObject({ state: 'known', isFlat: false });
  expect(made?.driver).toMatchObject({ row: 'volumes' });
  await makeForecast(app, host);
  expect(readForecast(app, anna, host.id)?.usual).toEqual(made?.usual);
});

it('takes out what someone freed once, and leaves in what a schedule frees', async () => {
  const { app, host, liveDays, now } = await simulated();
  const grow = (day: number) => (1 + day - (day >= 20 ? 15 : 0)) * gib;
  await liveDays(30, grow);
  const endedAt = new Date(now() - 9 * dayMs).toISOString();
  const run = (id: string, startedBy: string) =>
    exampleRun({
      id,
      hostId: host.id,
      startedBy,
      startedAt: endedAt,
      endedAt,
      state: 'succeeded',
      freedBytes: { estimated: known(15 * gib), measured: known(15 * gib) },
    });
  const perDay = async (): Promise<number> => {
    await makeForecast(app, host);
    const made = readForecast(app, anna, host.id)?.usual;
    return made?.state === 'known' ? made.bytesPerDay / gib : Number.NaN;
  };
  expect(await perDay()).toBeLessThan(0.6);
  app.store.runs.put(run('run_once', 'anna'));
  expect(await perDay()).toBeCloseTo(1, 1);
  app.store.runs.put(run('run_once', 'schedule weekly'));
  expect(await perDay()).toBeLessThan(0.6);
});

it('keeps its own record: each forecast is scored by what came', async () => {
  const { liveDays } = await simulated();
  const made = await liveDays(60, (day) => (1 + day + (day % 3)) * gib, true);
  const [week, month] = made?.record ?? [];
  expect(week).toMatchObject({ days: 7 });
  expect(week?.scored).toBeGreaterThan(30);
  expect(month?.scored).toBeGreaterThan(10);
  expect(week?.inBand).toBeGreaterThan((week?.scored ?? 0) * 0.7);
  expect(week?.medianError).toBeLessThan(0.02);
}, 60_000);
