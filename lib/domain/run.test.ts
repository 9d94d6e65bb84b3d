import { expect, it } from 'vitest';
import { isSeenAfter } from './run.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
const now = new Date(at(40));

it.each([
  ['before the run', 9, 12, false],
  ['while it went on', 11, 12, false],
  ['after its end', 13, 12, true],
  ['before the run, on a host whose clock is slow', 9, 5, false],
  ['after the run, on a host whose clock is slow', 13, 5, true],
  ['before the run, on a host whose clock is fast', 9, 55, false],
  ['after the run, on a host whose clock is fast', 13, 55, true],
])('a scan %s', (_, scan, end, isSeen) => {
  expect(isSeenAfter(at(scan), { startedAt: at(10), endedAt: at(end) }, now)).toBe(isSeen);
});

it('no scan saw the end of a run that goes on', () => {
  expect(isSeenAfter(at(30), { startedAt: at(10), endedAt: null }, now)).toBe(false);
});
