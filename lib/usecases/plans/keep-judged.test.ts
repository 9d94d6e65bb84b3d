import { expect, it, onTestFinished, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { findHost } from '../hosts/hosts.ts';
import { startJobs } from '../jobs/start-jobs.ts';
import { readReport } from '../scans/reports.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { rememberedOffers } from './host-offers.ts';
import { judgeJob } from './keep-judged.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

it('judges again by itself what a protection made unknown, tells open pages, and forgets removed hosts', async () => {
  const app = temporaryApplication();
  await offerDemoHosts(app, anna);
  const { id } = findHost(app, anna, 'demo-nas');
  const host = app.store.hosts.byId(id);
  if (host === null) throw new Error('no demo host');
  const before = rememberedOffers(app, host);
  expect('listed' in before).toBe(true);
  onTestFinished(startJobs(app, [judgeJob]));
  const [leak] = readReport(app, anna, id)?.leaks ?? [];
  // As the command line does in a process of its own: this one must see it for itself.
  const protection = {
    kind: 'layer',
    object: leak?.name ?? '',
    by: 'cli:anna',
    at: app.now().toISOString(),
    reason: null,
  };
  app.store.protections.put(id, { ...protection, kind: 'layer' });
  expect('why' in rememberedOffers(app, host)).toBe(true);
  const told: string[] = [];
  app.events.subscribe((event) => void (event.type === 'host' && told.push(event.hostId)));
  app.events.publish({ type: 'host', hostId: id });
  told.length = 0;
  await expect.poll(() => 'listed' in rememberedOffers(app, host), { timeout: 30_000 }).toBe(true);
  const after = rememberedOffers(app, host);
  expect(after).not.toEqual(before);
  await expect.poll(() => told).toContain(id);

  app.store.hosts.remove(id);
  app.events.publish({ type: 'hosts' });
  await expect.poll(() => app.offers.has(id), { timeout: 30_000 }).toBe(false);
});

async function unjudgedHosts() {
  const app = temporaryApplication();
  await offerDemoHosts(app, anna);
  app.offers.clear();
  const [first, ...others] = app.store.hosts.all();
  if (first === undefined) throw new Error('no demo hosts');
  return { app, first, others };
}

it('judges the other hosts where one cannot be judged', async () => {
  const { app, first, others } = await unjudgedHosts();
  const { latest } = app.store.facts;
  vi.spyOn(app.store.facts, 'latest').mockImplementation((id) => {
    if (id === first.id) throw new Error('these facts cannot be read');
    return latest(id);
  });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(startJobs(app, [judgeJob]));
  await expect.poll(() => others.every(({ id }) => app.offers.has(id)), { timeout: 30_000 }).toBe(true);
  expect(others.length).toBeGreaterThan(0);
  expect(app.offers.has(first.id)).toBe(false);
});

it('waits while a scan of a host is concluded: its facts are stored before its findings', async () => {
  const { app, first } = await unjudgedHosts();
  const key = `conclude ${first.id}`;
  let isConcluded = false;
  let conclude = (): void => {};
  const concluding = new Promise<void>((resolve) => {
    conclude = () => {
      isConcluded = true;
      app.scans.delete(key);
      resolve();
    };
  });
  app.scans.set(key, concluding);
  const early: string[] = [];
  const { set } = app.offers;
  vi.spyOn(app.offers, 'set').mockImplementation((id, judged) => {
    if (id === first.id && !isConcluded) early.push(id);
    return set.call(app.offers, id, judged);
  });
  onTestFinished(startJobs(app, [judgeJob]));
  // It comes to this host first, in the same turn.
  await new Promise((resolve) => setImmediate(resolve));
  conclude();
  await expect.poll(() => app.offers.has(first.id), { timeout: 30_000 }).toBe(true);
  expect(early).toEqual([]);
});
