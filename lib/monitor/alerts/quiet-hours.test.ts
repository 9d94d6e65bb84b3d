import { describe, expect, it } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

const berlin = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
const at = (time: string, quiet = berlin): boolean => isQuiet(new Date(time), quiet);

/** when it begins and ends in a span of UTC, minute by minute */
function changes(from: string, hours: number, quiet: typeof berlin): string[] {
  const found: string[] = [];
  let was = at(from, quiet);
  for (let minute = 1; minute <= hours * 60; minute += 1) {
    const now = new Date(Date.parse(from) + minute * 60_000).toISOString();
    const is = at(now, quiet);
    if (is !== was) found.push(`${is ? 'quiet' : 'loud'} ${now.slice(5, 16)}`);
    was = is;
  }
  return found;
}

describe('quiet hours', () => {
  it('go by the clock on the wall, in winter and in summer', () => {
    expect(changes('2026-01-10T12:00:00Z', 24, berlin)).toEqual(['quiet 01-10T21:00', 'loud 01-11T06:00']);
    expect(changes('2026-07-10T12:00:00Z', 24, berlin)).toEqual(['quiet 07-10T20:00', 'loud 07-11T05:00']);
    expect(isQuiet(new Date(), null)).toBe(false);
  });

  it('stay on the wall in the nights in which the clock changes', () => {
    expect(changes('2026-03-28T12:00:00Z', 24, berlin)).toEqual(['quiet 03-28T21:00', 'loud 03-29T05:00']);
    expect(changes('2026-10-24T12:00:00Z', 24, berlin)).toEqual(['quiet 10-24T20:00', 'loud 10-25T06:00']);
  });

  it('end once where the clock goes back into them, and not at all where their hour does not exist', () => {
    const short = { ...berlin, from: '01:00', to: '02:30' };
    expect(changes('2026-10-24T12:00:00Z', 24, short)).toEqual(['quiet 10-24T23:00', 'loud 10-25T01:30']);
    const skipped = { ...berlin, from: '02:00', to: '03:00' };
    expect(changes('2026-03-28T12:00:00Z', 24, skipped)).toEqual([]);
  });
});
