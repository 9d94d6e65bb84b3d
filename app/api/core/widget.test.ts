import { describe, expect, it } from 'vitest';
import { known, notCollected } from '@/lib/domain/fact.ts';
import type { HostCard } from '@/lib/domain/report.ts';
import type { Overview } from '@/lib/usecases/hosts/overview.ts';
import { widgetOf } from './widget.ts';

const measured = known({ bytes: 700, count: 2, exact: true });
const unmeasured = known({ bytes: 0, count: 2, exact: false });

function overviewOf(...leaks: HostCard['leaked'][]): Overview {
  const cards = leaks.map(
    (leaked, at): HostCard => ({
      id: `host-${at}`,
      name: `nas-${at}`,
      url: 'ssh://nas',
      state: { state: 'reachable', at: null, problem: null },
      collectedAt: null,
      platformTitle: null,
      storageDriver: null,
      backingFilesystem: null,
      engineVersion: null,
      dataRootFilesystem: null,
      ledger: [],
      leaked,
      findings: { critical: 0, warning: 0, info: 0 },
      reclaimableBytes: null,
      worst: null,
      offers: [],
    }),
  );
  return {
    cards,
    totals: {
      hosts: cards.length,
      reachable: cards.length,
      leakedBytes: leaks.reduce((sum, leak) => sum + (leak.state === 'known' ? leak.value.bytes : 0), 0),
      leakUnknownHosts: leaks.filter((leak) => leak.state === 'unknown').length,
      critical: 0,
      warning: 0,
      info: 0,
    },
  };
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

  it('asks nothing of a recording', () => {
    const { cards, totals } = overviewOf(unmeasured);
    const demo = cards.map((card) => ({ ...card, url: 'demo:nas' }));
    expect(widgetOf({ cards: demo, totals: { ...totals, hosts: 0 } }, 0).leakedIsExact).toBe(true);
  });
});
