import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { longestName } from '../../domain/answers/whois.ts';
import { newId } from '../../domain/ids.ts';
import { addDemoHosts } from '../demo/demo-hosts.ts';
import { proposePlan } from '../plans/plans.ts';
import { readReport } from '../scans/reports.ts';
import { scanHost } from '../scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { findHost } from './hosts.ts';
import { whoisEverywhere, whoisOnHost } from './whois.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'operator' };

async function demo() {
  const app = temporaryApplication();
  for (const { id } of await addDemoHosts(app, { ...anna, role: 'admin' }))
    await scanHost(app, anna, id, { measure: true });
  return app;
}

it('every offer is a plan that can be made, with the amount that it says', async () => {
  const app = await demo();
  const report = readReport(app, anna, 'demo-nas');
  const names = [...(report?.leaks ?? []), ...(report?.volumes ?? []), ...(report?.layers ?? [])].map(
    ({ name }) => name,
  );
  const matches = names.flatMap((name) => whoisOnHost(app, anna, 'demo-nas', name).matches);
  const offers = new Map(
    matches.flatMap((match) => match.offers.map((offer) => [JSON.stringify([offer.actionId, offer.params]), offer])),
  );
  expect(offers.size).toBeGreaterThan(3);
  for (const { actionId, params, amount } of offers.values()) {
    const { estimate } = await proposePlan(app, anna, 'demo-nas', actionId, params);
    const bytes = estimate.setAside?.bytes ?? estimate.freedBytes;
    expect(amount?.bytes ?? 0).toBe(bytes.state === 'known' ? bytes.value : 0);
  }
  // What a container uses is said to be blocked instead.
  const used = matches.filter(({ kind, offers: none }) => kind === 'image' && none.length === 0);
  for (const { blocked } of used) expect(blocked).toBeTruthy();
});

it('asks nothing of a name that is too long or empty, or of a host without a scan', async () => {
  const app = await demo();
  expect(() => whoisOnHost(app, anna, 'demo-nas', 'ü'.repeat(longestName / 2 + 1))).toThrow(/4096 bytes/);
  expect(() => whoisOnHost(app, anna, 'demo-nas', ' \n')).toThrow(/Name what/);
  storedHost(app, 'unix:///nowhere/docker.sock');
  expect(() => whoisOnHost(app, anna, 'nas', 'x')).toThrow(expect.objectContaining({ code: 'not-found' }));
  const everywhere = await whoisEverywhere(app, anna, 'no-such-thing', null);
  expect(everywhere.notScanned).toEqual(['nas']);
  expect(everywhere.answers.map(({ total }) => total)).toEqual([0, 0, 0, 0]);
  expect(everywhere.answers.every(({ searched }) => searched.length > 3)).toBe(true);
});

it('answers at most twenty of many, and says how many there are', async () => {
  const app = await demo();
  const facts = app.store.facts.latest(findHost(app, anna, 'demo-nas').id);
  if (facts?.sections.volumes.state !== 'known') throw new Error('The demo host has no volumes.');
  const [volume] = facts.sections.volumes.value;
  if (volume === undefined) throw new Error('The demo host has no volume.');
  const many = Array.from({ length: 30 }, (_, index) => ({ ...volume, name: `photos-${index}` }));
  const sections = { ...facts.sections, volumes: { state: 'known' as const, value: many } };
  app.store.facts.put({ ...facts, id: newId('facts'), collectedAt: app.now().toISOString(), sections });
  const answer = whoisOnHost(app, anna, 'demo-nas', 'photos-');
  expect([answer.total, answer.matches.length, answer.isAmbiguous]).toEqual([30, 20, true]);
  expect(whoisOnHost(app, anna, 'demo-nas', 'photos-7')).toMatchObject({ total: 1, isAmbiguous: false });
});
