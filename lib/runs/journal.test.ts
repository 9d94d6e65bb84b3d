import { describe, expect, it } from 'vitest';
import { parseJournal } from './journal.ts';

describe('parseJournal', () => {
  const line = (seq: number) =>
    `{"runId":"run_1","seq":${seq},"at":"2026-11-21T03:19:50Z","type":"step.done","step":2}\n`;

  it('reads whole lines and says where to read on', () => {
    const piece = parseJournal(Buffer.from(`${line(1)}${line(2)}{"runId":"ru`));
    expect(piece.entries.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(piece.consumedBytes).toBe(line(1).length * 2);
    expect(piece.torn).toBe(0);
  });

  it('counts a torn line and guesses nothing', () => {
    const piece = parseJournal(Buffer.from(`${line(1)}{"runId":"run_1","seq":2,"a\n${line(3)}`));
    expect(piece).toMatchObject({ torn: 1 });
    expect(piece.entries.map(({ seq }) => seq)).toEqual([1, 3]);
  });
});
