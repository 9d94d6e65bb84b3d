import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { widgetOf } from '../../app/api/core/widget.ts';
import { reportEndpoints } from '../../app/api/endpoints/reports.ts';
import { writeReport } from '../../bin/presenters/report.ts';
import { HostHeader } from '../../components/hosts/host-header.tsx';
import { HostRow } from '../../components/hosts/host-row.tsx';
import { OverviewTotals } from '../../components/hosts/overview-totals.tsx';
import { ReclaimableAmount } from '../../components/hosts/reclaimable-amount.tsx';
import { layerTableData, unreferencedEntries } from '../../components/layers/layer-entries.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { overview, widget } from '../../lib/domain/answers/host.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import type { Host } from '../../lib/domain/host.ts';
import { hostSettingsSchema } from '../../lib/domain/host.ts';
import { isRefusal } from '../../lib/domain/plan.ts';
import { partOfKind, type ReclaimableKind, reclaimableWords } from '../../lib/domain/reclaimable.ts';
import type { HostCard, Report } from '../../lib/domain/report.ts';
import { report as reportAnswer } from '../../lib/domain/stored/report.ts';
import { unreferencedCounts, unreferencedTotal, unreferencedWords } from '../../lib/domain/unreferenced.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import { offerDemoHosts } from '../../lib/usecases/demo/demo-hosts.ts';
import { readOverview, totalsOf } from '../../lib/usecases/hosts/overview.ts';
import { listActions } from '../../lib/usecases/plans/actions.ts';
import { draftPlan, planningContext } from '../../lib/usecases/plans/planning.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { protect, unprotect } from '../../lib/usecases/protections/protections.ts';
import { listQuarantine } from '../../lib/usecases/quarantine/quarantine.ts';
import { applyPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { readReport, recordReport } from '../../lib/usecases/scans/reports.ts';
import { temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';
import { readRecording, recordedNames } from '../states/recorded-states.ts';

/**
 * The equality walk: whichever way a person looks at a host, the amounts are the same. Every recorded host, every demo host; card,
 * report, header, tile, actions, widget, API and command line.
 */
vi.mock('../../components/plans/offer-button.tsx', () => ({ OfferButton: () => null }));
// A page should see the steps of a demo run go by; a test need not.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: () => Promise.resolve(),
}));
vi.mock('next/navigation', () => ({ useRouter: () => ({}) }));
// Buttons need a browser's router; no amount is in them.
vi.mock('../../components/hosts/scan-button.tsx', () => ({ ScanButton: () => null }));

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

function recordedHost(app: Application, name: string): Host {
  const { facts, measurements } = readRecording(name);
  const host: Host = {
    id: `host_${name}`,
    name,
    // Over SSH: through Docker's socket alone no plan for layers is made.
    url: `ssh://root@walk-${name}`,
    settings: hostSettingsSchema.parse({}),
    createdAt: facts.collectedAt,
  };
  app.store.hosts.add(host, {});
  const own = { ...facts, id: `facts_${name}`, hostId: host.id };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, measurements);
  recordReport(app, host, own);
  return host;
}

async function hostsOf(name: string): Promise<Application> {
  const app = temporaryApplication();
  if (name === 'demo') await offerDemoHosts(app, anna);
  else recordedHost(app, name);
  return app;
}

const text = (element: ReactElement): string =>
  renderToStaticMarkup(element)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

function commandLine(report: Report): string {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  writeReport(report);
  spy.mockRestore();
  return written.join('').replace(/\u001b\[[0-9;]*m/g, '');
}

/** As the pages show it: ≈ for about. */
const onPage = (report: Report): string => reclaimableWords(report.reclaimable).replace('about ', '≈ ');

describe.each(['demo', ...recordedNames()])('%s', (name) => {
  it('says one amount of what is reclaimable on every face', async () => {
    const app = await hostsOf(name);
    const { cards } = readOverview(app, anna);
    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) {
      const report = readReport(app, anna, card.id);
      if (report === null) throw new Error(`${card.name} has no report`);
      const { reclaimable } = report;
      expect(card.reclaimable).toEqual(reclaimable);
      expect(reclaimable.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(reclaimable.totalBytes);
      expect(reportAnswer.parse(JSON.parse(JSON.stringify(report))).reclaimable).toEqual(reclaimable);
      expectFaces(card, report);
    }
    expectTotals(cards);
  });

  it('counts what is unreferenced once: rows of the page, API, command line', async () => {
    const app = await hostsOf(name);
    for (const card of readOverview(app, anna).cards) {
      const report = readReport(app, anna, card.id);
      if (report === null) throw new Error(`${card.name} has no report`);
      const areKnown = report.sections.layers.state === 'known' && report.sections.leaks.state === 'known';
      expect(report.unreferenced === null).toBe(!areKnown);
      const counts = unreferencedEntries(layerTableData(report));
      if (report.unreferenced === null) continue;
      expect(report.unreferenced).toEqual({
        ...counts,
        total: unreferencedTotal(counts),
        words: unreferencedWords(counts),
      });
      if (report.unreferenced.words !== null) expect(commandLine(report)).toContain(`${report.unreferenced.words}.`);
    }
  });

  it('says one amount of what leaked: card, ledger, leaks, parts of what is reclaimable', async () => {
    const app = await hostsOf(name);
    for (const card of readOverview(app, anna).cards) {
      const report = readReport(app, anna, card.id);
      if (report === null || card.leaked.state === 'unknown') continue;
      const { bytes, count, layers, nested } = card.leaked.value;
      expect(layers.bytes + nested.bytes).toBe(bytes);
      expect(layers.count + nested.count).toBe(count);
      const part = (kind: string) => report.reclaimable.parts.find((each) => each.kind === kind);
      expect(part('leaked-layers')?.bytes ?? 0).toBe(layers.bytes);
      expect(part('leaked-layers')?.objects ?? 0).toBe(layers.count);
      expect(part('nested-docker')?.bytes ?? 0).toBe(nested.bytes);
      const row = (id: string) =>
        report.ledger.find((each) => each.row === id && each.filesystem === card.dataRootFilesystem?.id);
      const ofRow = row('leaked-layers')?.bytes;
      if (ofRow?.state === 'known' && card.leaked.value.exact) expect(ofRow.value).toBe(layers.bytes);
      const aside = row('quarantine')?.bytes;
      if (aside?.state === 'known') expect(part('quarantine')?.bytes ?? 0).toBe(aside.value);
    }
  });
});

/** Finding and plan of the same button: a person who reads 6 and is asked for 7 stops there, rightly. */
describe('the title of the finding of leaked layers', () => {
  it('has the number of its plans', async () => {
    const compared: string[] = [];
    for (const name of ['demo', ...recordedNames()]) {
      const app = await hostsOf(name);
      for (const card of readOverview(app, anna).cards) {
        const finding = readReport(app, anna, card.id, { judge: true })?.findings.find(
          ({ checkId }) => checkId === 'leaked-layers',
        );
        for (const { actionId, params, blocked } of finding?.remedies ?? []) {
          if (blocked !== null) continue;
          const plan = draftPlan(planningContext(app, card.id), actionId, params);
          if (isRefusal(plan)) throw new Error(`${card.name}: a button without a plan`);
          expect([card.name, params.mode, firstNumber(plan.title)]).toEqual([
            card.name,
            params.mode,
            firstNumber(finding?.title),
          ]);
          compared.push(`${card.name} ${params.mode}`);
        }
      }
    }
    for (const host of ['demo-nas', 'demo-buildserver', 'leaks-overlay2', 'leaks-btrfs'])
      expect(compared).toEqual(expect.arrayContaining([`${host} quarantine`, `${host} delete`]));
  });
});

const firstNumber = (title = ''): string | undefined => /\d[\d,.]*/.exec(title)?.[0];

function expectFaces(card: HostCard, report: Report): void {
  const { reclaimable } = report;
  const isSaid = reclaimable.totalBytes > 0 || reclaimable.atLeast;
  if (!isSaid) return;
  expect(text(createElement(HostHeader, { host: card, freedBytes: 0, demo: null }))).toContain(onPage(report));
  const row = text(
    createElement(HostRow, { host: card, mayPlan: false, shelf: null, trend: { used: [], daysUntilFull: null } }),
  );
  expect(row).toContain(onPage(report));
  expect(text(createElement(ReclaimableAmount, { reclaimable }))).toContain(onPage(report));
  expect(commandLine(report)).toContain(`Reclaimable: ${reclaimableWords(reclaimable)}`);
}

it('the command line says how the many counts of what is unreferenced add up', async () => {
  const app = await hostsOf('demo');
  for (const name of ['demo-nas', 'demo-buildserver']) {
    const report = readReport(app, anna, name);
    if (report === null) throw new Error(`${name} has no report`);
    const counts = unreferencedCounts(report.layers, report.leaks);
    expect(commandLine(report)).toContain(`${unreferencedTotal(counts)} unreferenced: ${counts.quarantine} `);
    expect(reportAnswer.parse(JSON.parse(JSON.stringify(report))).unreferenced).toEqual(report.unreferenced);
  }
});

function expectTotals(cards: HostCard[]): void {
  const totals = totalsOf(cards);
  const bytes = cards.reduce((sum, { reclaimable }) => sum + (reclaimable?.totalBytes ?? 0), 0);
  expect(totals.reclaimable.totalBytes).toBe(bytes);
  const shown = widget.parse(JSON.parse(JSON.stringify(widgetOf({ cards, totals }, 0))));
  expect(shown.reclaimableBytes).toBe(bytes);
  expect(overview.parse(JSON.parse(JSON.stringify({ cards, totals }))).totals.reclaimable).toEqual(totals.reclaimable);
  const tiles = text(createElement(OverviewTotals, { totals, freedBytes: 0, demoHosts: 0, isDemo: true }));
  const bound = totals.reclaimable.atLeast ? ', at least' : totals.reclaimable.exact ? '' : ', about';
  expect(tiles).toContain(`Reclaimable${bound} ${formatBytes(bytes)}`);
  expect(tiles).toContain(formatBytes(totals.leakedBytes));
}

/** What the actions list for a host, against the parts that the one reader names. */
describe('the actions of the demo hosts', () => {
  const freedBy = (app: Application, host: string, id: string, params: Record<string, string> = {}) =>
    listActions(app, anna, host).flatMap((action) => {
      if (!action.available || action.id !== id) return [];
      if (Object.entries(params).some(([key, value]) => action.params[key] !== value)) return [];
      const { freedBytes } = action.estimate;
      return freedBytes.state === 'known' ? [freedBytes.value] : [];
    });
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
  const partOf = (app: Application, host: string, kind: ReclaimableKind) => {
    const report = readReport(app, anna, host);
    return report === null ? null : (partOfKind(report.reclaimable, kind)?.bytes ?? 0);
  };

  it('free what the parts say: a volume with nested Docker data once, a log, leaked layers', async () => {
    const app = await hostsOf('demo');
    expect(partOf(app, 'demo-nas', 'nested-docker')).toBe(sum(freedBy(app, 'demo-nas', 'clean-nested-docker')));
    expect(partOf(app, 'demo-nas', 'leaked-layers')).toBe(
      Math.max(...freedBy(app, 'demo-nas', 'remove-leaked-layers', { mode: 'delete' })),
    );
    expect(partOf(app, 'demo-nas', 'volumes')).toBe(0);
    expect(partOf(app, 'demo-buildserver', 'container-logs')).toBe(
      sum(freedBy(app, 'demo-buildserver', 'truncate-container-logs')),
    );
    expect(partOf(app, 'demo-buildserver', 'containers')).toBeGreaterThan(0);
    expect(partOf(app, 'demo-buildserver', 'containers')).toBe(
      sum(freedBy(app, 'demo-buildserver', 'prune-containers')),
    );
    const report = readReport(app, anna, 'demo-nas');
    expect(report?.reclaimable.totalBytes).toBe(534_773_760 + 22_626_304);
  });

  it('leave out what is protected, on every face, until the protection is lifted', async () => {
    const app = await hostsOf('demo');
    const before = readReport(app, anna, 'demo-nas')?.reclaimable;
    const leak = readReport(app, anna, 'demo-nas')?.leaks.find(
      ({ kind, bytes }) => kind === 'btrfs-subvolume' && bytes.state === 'known' && bytes.value > 0,
    );
    if (leak?.bytes.state !== 'known') throw new Error('demo-nas has no measured leak');
    await protect(app, anna, 'demo-nas', `layer:${leak.name}`);
    const card = readOverview(app, anna).cards.find(({ name }) => name === 'demo-nas');
    const report = readReport(app, anna, 'demo-nas', { judge: true });
    if (report === null || card === undefined) throw new Error('demo-nas is gone');
    expect(report.reclaimable.totalBytes).toBe((before?.totalBytes ?? 0) - leak.bytes.value);
    expect(partOfKind(report.reclaimable, 'leaked-layers')).toMatchObject({ objects: 3 });
    expect(partOf(app, 'demo-nas', 'leaked-layers')).toBe(
      Math.max(...freedBy(app, 'demo-nas', 'remove-leaked-layers', { mode: 'delete' })),
    );
    const finding = report.findings.find(({ checkId }) => checkId === 'leaked-layers');
    expect(finding?.reclaimable?.bytes).toBe(partOf(app, 'demo-nas', 'leaked-layers'));
    expect(firstNumber(finding?.title)).toBe('3');
    expectFaces(card, report);
    await unprotect(app, anna, 'demo-nas', `layer:${leak.name}`);
    expect(readReport(app, anna, 'demo-nas')?.reclaimable).toEqual(before);
  });

  it('keep what was quarantined in the number, as a part of its own', async () => {
    const app = await hostsOf('demo');
    const before = readReport(app, anna, 'demo-nas')?.reclaimable.totalBytes;
    const plan = await proposePlan(app, anna, 'demo-nas', 'remove-leaked-layers', { names: 'all' });
    const run = await applyPlan(app, anna, plan.id, 'demo-nas');
    expect((await waitForRun(app, anna, run.id)).state).toBe('succeeded');
    const card = readOverview(app, anna).cards.find(({ name }) => name === 'demo-nas');
    const report = readReport(app, anna, 'demo-nas');
    if (report === null || card === undefined) throw new Error('demo-nas is gone');
    expect(report.reclaimable.totalBytes).toBe(before);
    const aside = listQuarantine(app, anna, 'demo-nas');
    const ofPage =
      aside.state === 'known' ? aside.value.map(({ bytes }) => (bytes.state === 'known' ? bytes.value : -1)) : [];
    expect(partOf(app, 'demo-nas', 'quarantine')).toBe(sum(ofPage));
    const row = report.ledger.find((each) => each.row === 'quarantine')?.bytes;
    expect(row?.state === 'known' ? row.value : null).toBe(sum(ofPage));
    expect(partOf(app, 'demo-nas', 'leaked-layers')).toBe(0);
    const purge = await proposePlan(app, anna, 'demo-nas', 'purge-quarantine', { entries: 'all' });
    expect(purge.estimate.freedBytes).toEqual({ state: 'known', value: sum(ofPage) });
    expectFaces(card, report);
  });
});

it('the API answers what the pages read', async () => {
  const app = await hostsOf('demo');
  const answer = async (path: string, params: Record<string, string> = {}) => {
    const endpoint = reportEndpoints.find((each) => each.path === path && each.method === 'GET');
    if (endpoint === undefined) throw new Error(`there is no GET ${path}`);
    const request = new Request('http://localhost/');
    return await (endpoint.respond as (input: unknown) => unknown)({ app, actor: anna, params, query: {}, request });
  };
  const { cards } = readOverview(app, anna);
  expect(overview.parse(await answer('/overview')).cards.map(({ reclaimable }) => reclaimable)).toEqual(
    cards.map(({ reclaimable }) => reclaimable),
  );
  for (const { id, reclaimable } of cards)
    expect(reportAnswer.parse(await answer('/hosts/{id}/report', { id })).reclaimable).toEqual(reclaimable);
  expect(widget.parse(await answer('/widget'))).toMatchObject({ hosts: 0, reclaimableBytes: 0, leakedBytes: 0 });
});

it('a dead lease of containerd’s store counts as leaked, once, on every face', async () => {
  const app = await hostsOf('containerd-store');
  const [card] = readOverview(app, anna).cards;
  const report = card === undefined ? null : readReport(app, anna, card.id);
  if (card?.leaked.state !== 'known' || report === null) throw new Error('no report');
  const dead = report.leaks.filter(({ kind, state }) => kind === 'containerd-lease' && state === 'orphan');
  expect([dead.length, card.leaked.value.count]).toEqual([1, 1]);
  expect(partOfKind(report.reclaimable, 'leaked-layers')?.objects).toBe(1);
  expect(unreferencedCounts(report.layers, report.leaks).quarantine).toBe(1);
});
