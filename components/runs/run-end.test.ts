import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { known, unknown } from '@/lib/domain/fact';
import type { RunReceipt } from '@/lib/domain/receipt';
import type { Run } from '@/lib/domain/run';
import { Receipt } from './run-receipt';
import { RunStatus } from './run-status';
import { SpaceBars } from './space-bars';

const mib = 1024 ** 2;
const space = (when: string, free: number): Run['space'][number] => ({
  when,
  availableBytes: free * mib,
  usedBytes: (1000 - free) * mib,
  at: 't',
});

describe('the disk before and after', () => {
  const bars = (...points: Run['space']) => renderToStaticMarkup(createElement(SpaceBars, { run: { space: points } }));

  it('is drawn twice on one scale, and what was freed stands between used and free', () => {
    const html = bars(space('before', 155), space('during', 400), space('settled', 665));
    expect(html).toContain('Free space: 155 MiB before, 665 MiB after');
    // used before, used after, and the 510 of 1000 that were freed
    for (const width of ['84.500%', '33.500%', '51.000%']) expect(html).toContain(`width="${width}"`);
  });

  it('draws no gain where free space fell, and nothing without two readings', () => {
    expect(bars(space('before', 200), space('after', 100))).toContain('width="0.000%"');
    expect(bars(space('before', 200))).toBe('');
    expect(bars(space('after', 200))).toBe('');
  });
});

describe('the receipt', () => {
  const same = known({ unchanged: 2, byRun: 0, meanwhile: [] });
  const receipt: RunReceipt = {
    before: '2026-11-21T10:00:00Z',
    after: '2026-11-21T10:05:00Z',
    images: same,
    containers: known({
      unchanged: 1,
      byRun: 0,
      meanwhile: [{ difference: 'started', count: 1, names: ['w\u202eb'] }],
    }),
    volumes: unknown('timed-out', 'No answer.'),
    notDocker: null,
  };
  const html = (of: Run['receipt'], expected: 'now' | 'later' | 'never' = 'later', endedAt = '2026-11-21T10:04:00Z') =>
    renderToStaticMarkup(createElement(Receipt, { receipt: of, endedAt, expected }));

  it('tells unchanged, changed and unknown apart, and makes names printable', () => {
    const shown = html(known(receipt));
    expect(shown).toContain('Unchanged, checked: 2 images, 1 container.');
    expect(shown).toContain('1 container started meanwhile');
    expect(shown).toContain('Volumes could not be compared: No answer.');
    expect(shown).not.toContain('\u202e');
  });

  it('of a scan long after the run says from when it is', () => {
    expect(html(known(receipt))).not.toContain('The first scan after this run');
    expect(html(known(receipt), 'later', '2026-11-21T09:00:00Z')).toContain('The first scan after this run');
  });

  it('an unknown one claims nothing, a missing one says whether it still comes', () => {
    expect(html(unknown('not-collected', 'The host did not answer.'))).not.toContain('Unchanged');
    expect(new Set((['now', 'later', 'never'] as const).map((expected) => html(null, expected))).size).toBe(3);
  });
});

it('a screen reader hears steps and the result; the clock is outside of what is announced', () => {
  const run = {
    state: 'running',
    steps: [{ state: 'intended', title: 'Quarantine a' }, { state: 'waiting' }],
    startedAt: '2026-11-21T10:00:00Z',
    endedAt: null,
  } as unknown as Run;
  const live = (of: Run, outcome: string | null) =>
    /role="status"[^>]*>(.*?)<\/p>/s.exec(renderToStaticMarkup(createElement(RunStatus, { run: of, outcome })))?.[1];
  expect(live(run, null)).toContain('Step 1 of 2: Quarantine a');
  const ended = { ...run, state: 'succeeded', endedAt: '2026-11-21T10:01:05Z' } as Run;
  expect(live(ended, '4 layers are quarantined.')).toContain('4 layers are quarantined.');
  expect(live(ended, null)).not.toMatch(/\d+ s/);
});
