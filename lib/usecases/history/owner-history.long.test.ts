import Sqlite from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { newId } from '../../domain/ids.ts';
import { factsWith } from '../../health/testing/facts.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { findHost } from '../hosts/hosts.ts';
import { scanHost } from '../scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { readFleetGrowth, readGrowth } from './owner-history.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const dayMs = 86_400_000;

function simulated() {
  const app = temporaryApplication();
  let nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  app.now = () => new Date(nowMs);
  const later = (days: number): void => {
    nowMs += days * dayMs;
  };
  return { app, later, now: () => app.now().toISOString() };
}

it('says what grew since a week ago, and nothing before a host was watched for a day', async () => {
  const { app, later, now } = simulated();
  const host = storedHost(app, 'demo:nas');
  const add = (values: Record<string, number>) =>
    app.store.samples.add(host.id, now(), { 'data-root.used': 1, 'owner.leak': 5, ...values });
  add({ 'owner.volume:photos': 100, 'owner.container:web_1': 7 });
  expect(readGrowth(app, anna, host.id)).toBeNull();
  later(3);
  add({ 'owner.volume:photos': 130 });
  // Since it is watched, which is less than a week.
  expect(readGrowth(app, anna, host.id)).toMatchObject({
    from: '2026-01-01T00:00:00.000Z',
    grown: [{ owner: 'volume:photos', kind: 'volume', bytes: 30, isNew: false }],
  });
  later(10);
  add({ 'owner.volume:photos': 135, 'owner.image:new': 50, 'owner.container:web_1': 0 });
  expect(readGrowth(app, anna, host.id)?.grown).toMatchObject([
    { owner: 'image:new', kind: 'image', bytes: 50, isNew: true },
    { owner: 'volume:photos', bytes: 5 },
  ]);
});

it('says nothing of the time before sizes were measured: a filesystem may have been watched for longer', () => {
  const { app, later, now } = simulated();
  const host = storedHost(app, 'demo:nas');
  app.store.samples.add(host.id, now(), { 'data-root.used': 1 });
  later(10);
  expect(readGrowth(app, anna, host.id, 30)).toBeNull();
  const measured = now();
  app.store.samples.add(host.id, measured, { 'data-root.used': 2, 'owner.volume:photos': 100 });
  expect(readGrowth(app, anna, host.id, 30)).toBeNull();
  later(2);
  app.store.samples.add(host.id, now(), { 'data-root.used': 3, 'owner.volume:photos': 120, 'owner.volume:films': 90 });
  expect(readGrowth(app, anna, host.id, 30)).toMatchObject({
    from: measured,
    grown: [{ owner: 'volume:photos', bytes: 20 }],
  });
});

it('for many hosts it is worked out once after each scan, and no query is made until the next', async () => {
  const { app, later, now } = simulated();
  const one = { ...storedHost(app, 'demo:nas'), name: 'nas' };
  const others = Array.from({ length: 49 }, (_, index) => ({ ...one, id: newId('host'), name: `nas-${index}` }));
  for (const host of others) app.store.hosts.add(host, {});
  const hosts = [one, ...others];
  const scan = (used: number): void => {
    for (const host of hosts) {
      app.store.samples.add(host.id, now(), { 'data-root.used': 1, 'owner.volume:photos': used });
      app.store.facts.put({ ...factsWith({}), id: newId('facts'), hostId: host.id, collectedAt: now() });
    }
  };
  scan(100);
  later(3);
  scan(130);
  const spans = vi.spyOn(app.store.samples, 'spans');
  const first = await readFleetGrowth(app, anna, hosts);
  expect(first.map(({ growth }) => growth?.grown[0]?.bytes)).toEqual(hosts.map(() => 30));
  expect(spans).toHaveBeenCalledTimes(50);
  expect(await readFleetGrowth(app, anna, hosts)).toEqual(first);
  expect(spans).toHaveBeenCalledTimes(50);
  scan(150);
  const again = await readFleetGrowth(app, anna, hosts);
  expect(again.map(({ growth }) => growth?.grown[0]?.bytes)).toEqual(hosts.map(() => 50));
  expect(spans).toHaveBeenCalledTimes(100);
});

it('a scan writes what owns the space once, and again only what changed', async () => {
  const { app, later } = simulated();
  await offerDemoHosts(app, anna);
  const { id } = findHost(app, anna, 'demo-nas');
  const written = () => app.store.samples.names(id).filter((name) => name.startsWith('owner.'));
  const counted = () =>
    written().reduce((sum, name) => sum + app.store.samples.since(id, '2000-01-01T00:00:00.000Z', [name]).length, 0);
  expect(written().length).toBeGreaterThan(3);
  const before = counted();
  later(0.01);
  await scanHost(app, anna, id);
  expect(counted()).toBe(before);
  later(1);
  await scanHost(app, anna, id);
  expect(counted()).toBe(before + written().length);
});

it('keeps 13 months of a busy host below 50 MB, with nothing but the upkeep', { timeout: 120_000 }, async () => {
  const { app, later, now } = simulated();
  const host = storedHost(app, 'demo:nas');
  const volumes = 150;
  const value = (day: number, name: number): number => (day * 7919 + name * 104_729) * 1_000_003;
  for (let day = 0; day < 400; day += 1) {
    // Of old days one sample stays, however many were taken: fewer only make the test faster.
    const step = day < 360 ? 6 : 1;
    app.store.transaction(() => {
      for (let hour = 0; hour < 24; hour += step) {
        const values: Record<string, number> = {};
        // Every ledger row and a tenth of the volumes change each hour; each day brings an image of its own.
        for (let row = 0; row < 25; row += 1) values[`ledger.row-${row}`] = value(day * 24 + hour, row);
        for (let volume = hour % 10; volume < volumes; volume += 10)
          values[`owner.volume:v${volume}`] = value(day, volume);
        values[`owner.image:registry.example/app:${day}`] = value(day, 1);
        app.store.samples.add(host.id, now(), values);
        later(step / 24);
      }
    });
    // As often as needed to hold the bound; daily would only make this test slower.
    if (day % 20 === 19) for (const _ of app.store.retention.retire(app.now()));
  }
  const raw = new Sqlite(app.store.file, { readonly: true });
  const pragma = (name: string): number => Number(raw.pragma(name, { simple: true }));
  const bytes = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  raw.close();
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(bytes).toBeLessThan(50_000_000);
});
