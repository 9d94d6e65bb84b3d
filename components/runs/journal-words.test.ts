import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '@/lib/domain/run';
import { outputLine, timedLine, withLines } from './journal-words.ts';

const place = { runId: 'run_1', seq: 1, at: '2026-11-21T14:03:22.000Z' };

describe('a line of the output', () => {
  it.each<[JournalEntry, string]>([
    [{ ...place, type: 'step.intended', step: 4 }, 'Step 4 started'],
    [{ ...place, type: 'step.failed', step: 4, said: 'busy' }, 'Step 4 failed: busy'],
    [{ ...place, type: 'run.space', availableBytes: 1024 ** 3, usedBytes: 0, when: 'before' }, '1.0 GiB free (before)'],
    [{ ...place, type: 'run.ended', outcome: 'succeeded' }, 'Ended: succeeded'],
    [{ ...place, type: 'run.note', said: 'Docker runs again' }, 'Docker runs again'],
  ])('%o', (entry, text) => expect(outputLine(entry).text).toBe(text));

  it('has the time of the reader, to the second', () => {
    const line = outputLine({ ...place, type: 'step.done', step: 4 });
    expect(timedLine(line, null)).toBe('14:03:22  Step 4 done');
    expect(timedLine(line, 'Europe/Berlin')).toBe('15:03:22  Step 4 done');
  });

  it('cannot carry a control character to the screen', () => {
    expect(outputLine({ ...place, type: 'run.note', said: 'a\u001b[31mb' }).text).not.toContain('\u001b');
  });
});

describe('lines that come', () => {
  const line = (seq: number) => ({ seq, at: place.at, text: `Step ${seq} done` });

  it('are added once, in order, and the oldest go', () => {
    expect(withLines([line(1), line(2)], [line(2), line(3)], 2)).toEqual([line(2), line(3)]);
    expect(withLines([], [line(1)], 5)).toEqual([line(1)]);
  });
});
