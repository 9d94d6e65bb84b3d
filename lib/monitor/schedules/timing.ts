import { Cron } from 'croner';
import { isInDaySpan, isTimeZone } from '../../domain/day-time.ts';
import { wallClock } from '../../domain/format.ts';
import type { MaintenanceWindow } from '../../domain/schedule.ts';

/** When a schedule is due. Pure: the moment to count from comes in. Daylight saving is croner's: an hour that comes twice has one slot. */
export interface Timing {
  cron: string;
  zone: string;
  window: MaintenanceWindow | null;
}

const horizonMs = 400 * 86_400_000;
const mostLooks = 20_000;

/** The first moment after `afterMs` that the pattern names inside the window; null: none within 13 months. Throws for a pattern that cannot be read. */
export function nextSlotMs({ cron, zone, window }: Timing, afterMs: number): number | null {
  const pattern = new Cron(cron, { timezone: zone, mode: '5-part' });
  let from = new Date(afterMs);
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const next = pattern.nextRun(from);
    if (next === null || next.getTime() - afterMs > horizonMs) return null;
    if (window === null || isInWindow(next.getTime(), zone, window)) return next.getTime();
    from = next;
  }
  return null;
}

/** Begins at `from`, ends before `to`. */
export function isInWindow(atMs: number, zone: string, window: MaintenanceWindow): boolean {
  return isInDaySpan(wallClock(atMs, zone), window);
}

/** What is wrong with it, for a person; null: it will come. A schedule that never comes would look like one that works. */
export function timingProblem(timing: Timing, nowMs: number): string | null {
  if (!isTimeZone(timing.zone)) return `“${timing.zone}” is no time zone. Write it as Europe/Berlin.`;
  if (timing.window !== null && timing.window.from === timing.window.to)
    return 'The maintenance window begins and ends at the same time, so it never opens.';
  try {
    if (nextSlotMs(timing, nowMs) !== null) return null;
  } catch {
    return `“${timing.cron}” is no cron pattern. Write five parts (minute hour day month weekday), or “every Sunday at 03:00”.`;
  }
  return nextSlotMs({ ...timing, window: null }, nowMs) === null
    ? `“${timing.cron}” names no moment in the next 13 months.`
    : 'None of its moments in the next 13 months lies inside the maintenance window, so it would never begin.';
}

/** A moment that came while no dashboard ran is done until so much later; then it is skipped, and said to be. */
const graceMs = 3_600_000;
/** A last slot further ahead was written by a clock that was wrong; less is a clock that was set back, whose moments were done. */
const mostAheadMs = 26 * 3_600_000;

/** From where the next slot counts. */
export function countedFromMs({
  lastSlotMs,
  createdMs,
  nowMs,
}: {
  lastSlotMs: number | null;
  createdMs: number;
  nowMs: number;
}): number {
  if (lastSlotMs === null) return Math.min(createdMs, nowMs);
  return lastSlotMs - nowMs > mostAheadMs ? nowMs : lastSlotMs;
}

/** Of the slots that have come, the latest: a week without a dashboard is one late schedule and not seven. */
export function latestSlotMs(timing: Timing, afterMs: number, nowMs: number): number | null {
  let latest: number | null = null;
  let from = afterMs;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const next = nextSlotMs(timing, from);
    if (next === null || next > nowMs) return latest;
    latest = next;
    from = next;
  }
  return latest;
}

/** Why a slot is not done any more; null: do it. */
export function whyTooLate(timing: Timing, slotMs: number, nowMs: number): string | null {
  if (timing.window !== null && !isInWindow(nowMs, timing.zone, timing.window))
    return 'It could not begin in time, and the maintenance window has closed.';
  if (timing.window === null && nowMs - slotMs > graceMs)
    return 'It could not begin within an hour: no dashboard was running, or the host was busy.';
  return null;
}
