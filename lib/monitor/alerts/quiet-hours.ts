import type { AlertSettings } from '../../domain/alerts/channel.ts';
import { isInDaySpan } from '../../domain/day-time.ts';
import { wallClock } from '../../domain/format.ts';

type QuietHours = NonNullable<AlertSettings['quietHours']>;

/**
 * Whether it is quiet, by the clock on the person's wall: 22:00 stays 22:00 when daylight saving begins or ends. Where the clock goes back
 * into the quiet hours (they end at 02:30, and at 03:00 it is 02:00 again) they have not ended yet, so that their digest is one.
 */
export function isQuiet(at: Date, quiet: QuietHours | null): boolean {
  if (quiet === null) return false;
  const wall = wallClock(at.getTime(), quiet.zone);
  if (isInDaySpan(wall, quiet)) return true;
  return [15, 30, 45, 60].some((ahead) => {
    const later = wallClock(at.getTime() + ahead * 60_000, quiet.zone);
    // Shortest way round midnight: less than what has passed means that the clock goes back in between.
    const moved = ((minutesOf(later) - minutesOf(wall) + day + day / 2) % day) - day / 2;
    return moved < ahead && isInDaySpan(later, quiet);
  });
}

const day = 24 * 60;

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
