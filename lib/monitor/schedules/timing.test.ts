import { describe, expect, it } from 'vitest';
import { countedFromMs, isInWindow, latestSlotMs, nextSlotMs, timingProblem, whyTooLate } from './timing.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const daily = { cron: '30 2 * * *', zone: 'Europe/Berlin', window: null };
const hourMs = 3_600_000;

describe('when a schedule is due', () => {
  it('follows the clock of its zone over a year: once a day, also where the hour is missing or comes twice', () => {
    const days = new Map<string, number>();
    for (let from = at('2026-01-01T00:00:00Z'), slots = 0; slots < 365; slots += 1) {
      from = nextSlotMs(daily, from) ?? Number.NaN;
      const day = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin', dateStyle: 'short' }).format(from);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    expect(days.size).toBe(365);
    expect(new Set(days.values())).toEqual(new Set([1]));
  });

  it('skips moments outside the window, which may go over midnight', () => {
    const window = { from: '22:00', to: '06:00' };
    const hourly = { cron: '0 * * * *', zone: 'UTC', window };
    expect(iso(nextSlotMs(hourly, at('2026-05-01T06:00:00Z')))).toBe('2026-05-01T22:00:00.000Z');
    expect(isInWindow(at('2026-05-01T23:59:00Z'), 'UTC', window)).toBe(true);
    expect(isInWindow(at('2026-05-01T06:00:00Z'), 'UTC', window)).toBe(false);
  });
});

describe('what is refused at saving', () => {
  const now = at('2026-05-01T00:00:00Z');
  it.each([
    [{ cron: '0 0 31 2 *', zone: 'UTC', window: null }, 'names no moment'],
    [{ cron: 'whenever', zone: 'UTC', window: null }, 'no cron pattern'],
    [{ cron: '0 0 * * * *', zone: 'UTC', window: null }, 'no cron pattern'],
    [{ cron: '0 3 * * *', zone: 'Mars/Olympus', window: null }, 'no time zone'],
    [{ cron: '0 3 * * *', zone: 'UTC', window: { from: '05:00', to: '05:00' } }, 'never opens'],
    [{ cron: '0 3 * * *', zone: 'UTC', window: { from: '22:00', to: '02:00' } }, 'never begin'],
  ])('%j', (timing, why) => {
    expect(timingProblem(timing, now)).toContain(why);
  });
  it('and what is not', () => {
    expect(timingProblem({ cron: '0 3 29 2 *', zone: 'UTC', window: null }, at('2027-06-01T00:00:00Z'))).toBeNull();
    expect(timingProblem({ ...daily, window: { from: '22:00', to: '06:00' } }, now)).toBeNull();
  });
});

describe('what was missed, and a clock that jumps', () => {
  it('a week without a dashboard is one late slot', () => {
    const from = at('2026-05-01T12:00:00Z');
    const now = at('2026-05-08T12:00:00Z');
    expect(iso(latestSlotMs(daily, from, now))).toBe('2026-05-08T00:30:00.000Z');
    expect(latestSlotMs(daily, now, now)).toBeNull();
  });

  it('is skipped after an hour, or when its window has closed', () => {
    const slot = at('2026-05-08T00:30:00Z');
    expect(whyTooLate(daily, slot, slot + hourMs)).toBeNull();
    expect(whyTooLate(daily, slot, slot + hourMs + 1)).toContain('within an hour');
    const windowed = { ...daily, window: { from: '02:00', to: '06:00' } };
    expect(whyTooLate(windowed, slot, slot + 2 * hourMs)).toBeNull();
    expect(whyTooLate(windowed, slot, slot + 4 * hourMs)).toContain('window has closed');
  });

  it('back by an hour does nothing twice; back by a year does not stop it for a year', () => {
    const slot = at('2026-05-08T00:30:00Z');
    const counted = (nowMs: number) => countedFromMs({ lastSlotMs: slot, createdMs: 0, nowMs });
    expect(latestSlotMs(daily, counted(slot - hourMs), slot - hourMs + 1)).toBeNull();
    expect(latestSlotMs(daily, counted(slot), slot)).toBeNull();
    const yearAgo = slot - 365 * 24 * hourMs;
    expect(nextSlotMs(daily, counted(yearAgo))).toBeLessThan(yearAgo + 25 * hourMs);
  });
});
