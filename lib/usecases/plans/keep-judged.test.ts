import { expect, it, onTestFinished } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { findHost } from '../hosts/hosts.ts';
import { protect } from '../protections/protections.ts';
import { readReport } from '../scans/reports.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { rememberedOffers } from './host-offers.ts';
import { startJudgingOffers } from './keep-judged.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

it('judges again by itself what a protection made unknown, tells open pages, and forgets removed hosts', async () => {
  const app = temporaryApplication();
  await offerDemoHosts(app, anna);
  const { id } = findHost(app, anna, 'demo-nas');
  const host = app.store.hosts.byId(id);
  if (host === null) throw new Error('no demo host');
  const before = rememberedOffers(app, host);
  expect('listed' in before).toBe(true);
  onTestFinished(startJudgingOffers(app));
  const [leak] = readReport(app, anna, id)?.leaks ?? [];
  await protect(app, anna, id, `layer:${leak?.name}`);
  expect('why' in rememberedOffers(app, host)).toBe(true);
  const told: string[] = [];
  app.events.subscribe((event) => void (event.type === 'host' && told.push(event.hostId)));
  await expect.poll(() => 'listed' in rememberedOffers(app, host), { timeout: 30_000 }).toBe(true);
  const after = rememberedOffers(app, host);
  expect(after).not.toEqual(before);
  await expect.poll(() => told).toContain(id);

  app.store.hosts.remove(id);
  app.events.publish({ type: 'hosts' });
  await expect.poll(() => app.offers.has(id), { timeout: 30_000 }).toBe(false);
});
