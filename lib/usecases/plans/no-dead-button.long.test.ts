import { describe, expect, it, vi } from 'vitest';
import { readRecording, recordedNames } from '../../../test/states/recorded-states.ts';
import type { Actor } from '../../access/actor.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import { isRefusal } from '../../domain/plan.ts';
import { registry as checks } from '../../health/checks/registry.generated.ts';
import { spaceChecks } from '../../health/space-checks.ts';
import { compilePlan } from '../../runs/compile.ts';
import type { Application } from '../core/application.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { readOverview } from '../hosts/overview.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';
import { openWays, quarantineOffers } from '../quarantine/quarantine-offers.ts';
import { readAfterwards } from '../runs/afterwards.ts';
import { applyPlan, listRuns, waitForRun } from '../runs/runs.ts';
import { readReport, recordReport } from '../scans/reports.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { listActions } from './actions.ts';
import { offerKey } from './offer-order.ts';
import { draftPlan, planningContext } from './planning.ts';
import { proposePlan } from './plans.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

const keyOf = ({ actionId, params }: Pick<Offer, 'actionId' | 'params'>): string => offerKey(actionId, params);

/** Everything that any page, command or answer offers of a host, each once. */
function offersEverywhere(app: Application, name: string): Offer[] {
  const card = readOverview(app, anna).cards.find((each) => each.name === name);
  const all = [
    ...(card?.offers ?? []),
    ...(readReport(app, anna, name)?.findings.flatMap(({ remedies }) => remedies) ?? []),
    ...listActions(app, anna, name).map(({ offer }) => offer),
    ...offersOfQuarantine(app, name),
  ];
  return [...new Map(all.map((offer) => [JSON.stringify(offer), offer])).values()];
}

/** On its page, of all and of each entry that can be ticked, and on the pages of the runs that quarantined them. */
function offersOfQuarantine(app: Application, name: string): Offer[] {
  const entries = listQuarantine(app, anna, name);
  if (entries.state === 'unknown' || entries.value.length === 0) return [];
  const host = app.store.hosts.byName(name);
  const ofRuns = listRuns(app, anna, { hostId: host?.id ?? '' }).flatMap(
    (run) => readAfterwards(app, anna, run).quarantined?.names ?? [],
  );
  const ticked = entries.value.map(({ originalName }) => [originalName]);
  return [null, ...ticked, ...(ofRuns.length > 0 ? [ofRuns] : [])].flatMap((names) => {
    const { free, restore } = quarantineOffers(app, anna, name, names);
    return [free, restore];
  });
}

/** What is blocked says why, and what is said to work instead is offered. @returns what is available */
function sound(offers: readonly Offer[]): Offer[] {
  const available = offers.filter(({ blocked }) => blocked === null);
  const keys = new Set(available.map(keyOf));
  for (const { blocked, ...offer } of offers) {
    if (blocked === null) continue;
    expect(blocked.reason, offer.label).not.toBe('');
    expect(blocked.reason.split('Docker is stopped').length, `${offer.label}: said once`).toBeLessThanOrEqual(2);
    expect(keys.has(keyOf(offer)), `${offer.label} is available and blocked`).toBe(false);
    const { instead } = blocked;
    if (instead !== null && 'actionId' in instead) expect(keys.has(keyOf(instead)), instead.label).toBe(true);
  }
  return available;
}

describe('no offered button ends in "no plan"', () => {
  it.each(recordedNames())('on the recorded host %s', (name) => {
    const app = temporaryApplication();
    const { facts, measurements } = readRecording(name);
    const host = storedHost(app, 'ssh://root@nas');
    const own = { ...facts, hostId: host.id };
    app.store.facts.put(own);
    app.store.measurements.put(host.id, measurements);
    recordReport(app, host, own);
    const offers = offersEverywhere(app, host.name);
    expect(offers.filter(({ blocked }) => blocked?.kind === 'not-judged')).toEqual([]);
    for (const { actionId, params, label, effect } of sound(offers)) {
      const draft = draftPlan(planningContext(app, host.id), actionId, params);
      if (isRefusal(draft)) throw new Error(`${label}: ${draft.excuses.map(({ excuse }) => excuse).join(' ')}`);
      expect(draft.estimate.setAside !== null, label).toBe(effect === 'frees-later');
      if (effect === 'frees-now') expect(draft.estimate.freesNow, label).toBe(true);
      if (draft.engineOnly) continue;
      const { identity } = own;
      expect(compilePlan({ draft, runId: 'run_00000001', identity, createdAt: own.collectedAt }).script).not.toBe('');
    }
  });

  it('on the demo hosts, before and after a quarantine', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const walk = async (): Promise<void> => {
      for (const name of ['demo-nas', 'demo-buildserver', 'demo-homeserver', 'demo-appserver'])
        for (const { actionId, params } of sound(offersEverywhere(app, name)))
          expect(await proposePlan(app, anna, name, actionId, params)).toMatchObject({ state: 'proposed' });
    };
    await walk();
    const plan = await proposePlan(app, anna, 'demo-nas', 'remove-leaked-layers', { names: 'all' });
    await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'demo-nas')).id);
    await expect.poll(() => cardOf(app)[0]?.actionId, { timeout: 30_000 }).toBe('purge-quarantine');
    await walk();
    const { originalName } = entriesOf(app)[0] ?? { originalName: '' };
    const protect = (object: string): void => {
      const at = app.now().toISOString();
      app.store.protections.put(host(app), { kind: 'layer', object, by: 'anna', at, reason: null });
      // As keep-judged.ts does it beside the requests.
      listActions(app, anna, 'demo-nas');
    };
    protect(originalName);
    await walk();
    const one = quarantineOffers(app, anna, 'demo-nas', [originalName]);
    expect(one).toMatchObject({ free: { blocked: { kind: 'refused' } }, restore: { blocked: null } });
    expect(
      Object.values(quarantineOffers(app, anna, 'demo-nas', null).keptBack).filter(({ free }) => free),
    ).toHaveLength(1);
    for (const entry of entriesOf(app)) protect(entry.originalName);
    await walk();
    expect(quarantineOffers(app, anna, 'demo-nas', null).free.blocked).toMatchObject({ kind: 'refused' });
    expect(openWays(app, 'demo-nas')).toEqual({ free: false, restore: true });
  });
});

function entriesOf(app: Application) {
  const entries = listQuarantine(app, anna, 'demo-nas');
  return entries.state === 'known' ? entries.value : [];
}

function host(app: Application): string {
  return app.store.hosts.byName('demo-nas')?.id ?? '';
}

function cardOf(app: Application): Offer[] {
  return readOverview(app, anna).cards.find(({ name }) => name === 'demo-nas')?.offers ?? [];
}

describe('what is remembered', () => {
  it('is unknown at once after a protection, and another then', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const host = app.store.hosts.byName('demo-nas');
    if (host === null) throw new Error('no demo host');
    expect(cardOf(app).every(({ blocked }) => blocked === null)).toBe(true);
    for (const { name } of readReport(app, anna, host.id)?.leaks ?? [])
      app.store.protections.put(host.id, {
        kind: 'layer',
        object: name,
        by: 'anna',
        at: app.now().toISOString(),
        reason: null,
      });
    expect(cardOf(app)).toMatchObject([{ blocked: { kind: 'not-judged', instead: { tab: 'actions' } } }]);
    expect(
      listActions(app, anna, host.id).filter(({ id, available }) => id === 'remove-leaked-layers' && available),
    ).toEqual([]);
    // On the card another finding leads: one whose objects are all protected frees nothing.
    const finding = readReport(app, anna, host.id)?.findings.find(({ checkId }) => checkId === 'leaked-layers');
    const blocked = finding?.remedies.find(({ actionId }) => actionId === 'remove-leaked-layers')?.blocked;
    expect(blocked).toMatchObject({ kind: 'refused' });
    expect(finding?.reclaimable).toBeUndefined();
  });

  it('costs the overview no facts and no plan, whether it is known or not', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const facts = vi.spyOn(app.store.facts, 'latest');
    const measurements = vi.spyOn(app.store.measurements, 'all');
    readOverview(app, anna);
    app.offers.clear();
    expect(cardOf(app)).toMatchObject([{ blocked: { kind: 'not-judged' } }]);
    expect(facts).not.toHaveBeenCalled();
    expect(measurements).not.toHaveBeenCalled();
  });

  it('promises nothing from the begin of a run until the scan after it', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const plan = await proposePlan(app, anna, 'demo-nas', 'remove-leaked-layers', { names: 'all', mode: 'delete' });
    const run = await applyPlan(app, anna, plan.id, 'demo-nas');
    expect(cardOf(app)).toMatchObject([{ blocked: { kind: 'not-judged' } }]);
    expect(listActions(app, anna, 'demo-nas').every(({ available }) => !available)).toBe(true);
    const ended = await waitForRun(app, anna, run.id);
    await expect.poll(() => cardOf(app).some(({ blocked }) => blocked?.kind === 'not-judged')).toBe(false);
    // As if that scan had not come through: what was seen before the end tells nothing of what is there now.
    const before = new Date(Date.parse(ended.startedAt) - 1).toISOString();
    vi.spyOn(app.store.facts, 'newestOf').mockReturnValue({ id: 'facts_before', collectedAt: before });
    const rows = listActions(app, anna, 'demo-nas');
    expect(rows.length).toBeGreaterThan(10);
    expect([...new Set(rows.map(({ offer }) => offer.blocked?.kind))]).toEqual(['not-judged']);
  });

  it('promises nothing of a host that does not answer', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const host = app.store.hosts.byName('demo-nas');
    const problem = { code: 'unreachable', step: 'connect', userMessage: 'no answer' };
    app.store.hostStates.put(host?.id ?? '', { state: 'unreachable', at: app.now().toISOString(), problem });
    expect(cardOf(app)).toEqual([]);
    const offers = offersEverywhere(app, 'demo-nas');
    expect(offers.length).toBeGreaterThan(5);
    expect([...new Set(offers.map(({ blocked }) => blocked?.kind))]).toEqual(['unreachable']);
  });
});

it('knows the checks about space by their names', () => {
  expect([...spaceChecks].filter((id) => !checks.some((check) => check.id === id))).toEqual([]);
});
