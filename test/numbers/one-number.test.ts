import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { widgetOf } from '../../app/api/core/widget.ts';
import { writeReport } from '../../bin/presenters/report.ts';
import { HostHeader } from '../../components/hosts/host-header.tsx';
import { HostRow } from '../../components/hosts/host-row.tsx';
import { OverviewTotals } from '../../components/hosts/overview-totals.tsx';
import { ReclaimableAmount } from '../../components/hosts/reclaimable-amount.tsx';
import type { Actor } from '../../lib/access/actor.ts';
import { overview, widget } from '../../lib/domain/answers/host.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import type { Host } from '../../lib/domain/host.ts';
import { hostSettingsSchema } from '../../lib/domain/host.ts';
import { reclaimableWords } from '../../lib/domain/reclaimable.ts';
import type { HostCard, Report } from '../../lib/domain/report.ts';
import { report as reportAnswer } from '../../lib/domain/stored/report.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import { offerDemoHosts } from '../../lib/usecases/demo/demo-hosts.ts';
import { readOverview, totalsOf } from '../../lib/usecases/hosts/overview.ts';
import { readReport, recordReport } from '../../lib/usecases/scans/reports.ts';
import { temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';
import { readRecording, recordedNames } from '../states/recorded-states.ts';

/**
 * The equality walk: whichever way a person looks at a host, the amounts are the same. Every recorded host, every demo host; card,
 * report, header, tile, actions, widget, API and command line.
 */
vi.mock('../../components/plans/offer-button.tsx', () => ({ OfferButton: () => null }));
vi.mock('next/navigation', () => ({ useRouter: () => ({}) }));
// Buttons need a browser's router; no amount is in them.
vi.mock('../../components/hosts/scan-button.tsx', () => ({ ScanButton: () => null }));

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

function recordedHost(app: Application, name: string): Host {
  const { facts, measurements } = readRecording(name);
  const host: Host = {
    id: `host_${name}`,
    name,
    url: `unix:///run/bilge-walk/${name}.sock`,
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

function expectFaces(card: HostCard, report: Report): void {
  const { reclaimable } = report;
  const isSaid = reclaimable.totalBytes > 0 || reclaimable.atLeast;
  if (!isSaid) return;
  expect(text(createElement(HostHeader, { host: card, freedBytes: 0, demo: null }))).toContain(onPage(report));
  const row = text(createElement(HostRow, { host: card, mayPlan: false, trend: { used: [], daysUntilFull: null } }));
  expect(row).toContain(onPage(report));
  expect(text(createElement(ReclaimableAmount, { reclaimable }))).toContain(onPage(report));
  expect(commandLine(report)).toContain(`Reclaimable: ${reclaimableWords(reclaimable)}`);
}

function expectTotals(cards: HostCard[]): void {
  const totals = totalsOf(cards);
  const bytes = cards.reduce((sum, { reclaimable }) => sum + (reclaimable?.totalBytes ?? 0), 0);
  expect(totals.reclaimable.totalBytes).toBe(bytes);
  const shown = widget.parse(JSON.parse(JSON.stringify(widgetOf({ cards, totals }, 0))));
  expect(shown.reclaimableBytes).toBe(bytes);
  expect(overview.parse(JSON.parse(JSON.stringify({ cards, totals }))).totals.reclaimable).toEqual(totals.reclaimable);
  const tiles = text(createElement(OverviewTotals, { totals, freedBytes: 0, demoHosts: 0, isDemo: true }));
  expect(tiles).toContain(reclaimableWords(totals.reclaimable).replace('about ', '≈ '));
  expect(tiles).toContain(formatBytes(totals.leakedBytes));
}
