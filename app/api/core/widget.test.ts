import { describe, expect, it } from 'vitest';
import { known, notCollected } from '@/lib/domain/fact.ts';
import { nothingReclaimable, totalOf } from '@/lib/domain/reclaimable.ts';
import type { HostCard } from '@/lib/domain/report.ts';
import { type Overview, totalsOf } from '@/lib/usecases/hosts/overview.ts';
import { widgetOf } from './widget.ts';

const sum = (bytes: number, exact: boolean) => {
  const part = { bytes, count: 2 };
  return known({ bytes, count: 2, exact, layers: part, nested: { bytes: 0, count: 0 }, unproven: 0 });
};
const measured = sum(700, true);
const unmeasured = sum(0, false);

function overviewOf(...leaks: HostCard['leaked'][]): Overview {
  const cards = leaks.map(
    (leaked, at): HostCard => ({
      id: `host-${at}`,
      name: `nas-${at}`,
      url: 'ssh://nas',
      state: { state: 'reachable', at: null, problem: null },
      collectedAt: null,
      asleep: null,
      platformTitle: null,
      storageDriver: null,
      backingFilesystem: null,
      engineVersion: null,
      dataRootFilesystem: null,
      ledger: [],
      leaked,
      findings: { critical: 0, warning: 0, info: 0 },
      reclaimable: nothingReclaimable,
      worst: null,
      offers: [],
    }),
  );
  return { cards, totals: totalsOf(cards) };
}

describe('the widget', () => {
  it('is exact where every leak of every host is measured', () => {
    expect(widgetOf(overviewOf(measured, measured), 50)).toEqual({
      hosts: 2,
      critical: 0,
      warning: 0,
      leakedBytes: 1400,
      leakedIsExact: true,
      leakUnknownHosts: 0,
      reclaimableBytes: 0,
      reclaimableIsExact: true,
      reclaimedBytes: 50,
    });
  });

  it('does not pass off a leak without a size as none', () => {
    expect(widgetOf(overviewOf(unmeasured), 0)).toMatchObject({
      leakedBytes: 0,
      leakedIsExact: false,
      leakUnknownHosts: 0,
    });
  });

  it('counts hosts that do not tell', () => {
    expect(widgetOf(overviewOf(measured, notCollected), 0)).toMatchObject({
      leakedBytes: 700,
      leakedIsExact: false,
      leakUnknownHosts: 1,
    });
  });

  it('says what is reclaimable, and whether that is all', () => {
    const { cards } = overviewOf(measured, measured);
    const part = { kind: 'images' as const, bytes: 300, exact: false, atLeast: false, objects: 1 };
    const whole = cards.map((card) => ({ ...card, reclaimable: totalOf([part], []) }));
    expect(widgetOf({ cards: whole, totals: totalsOf(whole) }, 0)).toMatchObject({
      reclaimableBytes: 600,
      reclaimableIsExact: true,
    });
    const blind = whole.map((card) => ({ ...card, reclaimable: totalOf([part], [{ kind: 'volumes', detail: 'x' }]) }));
    expect(widgetOf({ cards: blind, totals: totalsOf(blind) }, 0)).toMatchObject({ reclaimableIsExact: false });
  });
});
