// Numbers and dates as the pages, the command line, findings and scripts show them: English, whatever the locale of the machine is.
// Bytes are in bytes.ts. The browser shows moments in the reader's own time zone (components/ui/relative-time.tsx).

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `41,016` */
export function formatNumber(amount: number): string {
  return amount.toLocaleString('en');
}

/** `1 host`, `2 hosts`, `1,024 copies` */
export function counted(amount: number, one: string, many = `${one}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? one : many}`;
}

/** `95.7%`, `80%`, `<0.1%`: one digit at most. What is above 0 is never shown as 0, what is below 100 never as 100. */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 0.1) return '<0.1%';
  if (percent > 99.9 && percent < 100) return '>99.9%';
  return `${percent.toFixed(1).replace(/\.0$/, '')}%`;
}

/** `45 s`, `4 min`, `2.5 h` */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1).replace(/\.0$/, '')} h`;
}

/** `30 Nov 2026`, in UTC or in the time zone of a reader */
export function formatDay(at: string | number, zone: string | null = null): string {
  const { day, month, year } = partsIn(at, zone);
  return `${day} ${months[month - 1]} ${year}`;
}

/** `7 Dec`, in UTC: where the year is plain */
export function formatShortDay(at: string | number): string {
  const { day, month } = partsIn(at, null);
  return `${day} ${months[month - 1]}`;
}

/** `13:56 UTC`, or `14:56` on the reader's own clock */
export function formatClock(at: string | number, zone: string | null = null): string {
  const { hour, minute } = partsIn(at, zone);
  const two = (amount: number): string => String(amount).padStart(2, '0');
  return `${two(hour)}:${two(minute)}${zone === null ? ' UTC' : ''}`;
}

/** `30 Nov 2026, 13:56 UTC`, or `30 Nov 2026, 14:56` on the reader's own clock */
export function formatMoment(at: string | number, zone: string | null = null): string {
  return `${formatDay(at, zone)}, ${formatClock(at, zone)}`;
}

type DatePart = 'day' | 'month' | 'year' | 'hour' | 'minute';

/** Null is UTC. */
function partsIn(at: string | number, zone: string | null): Record<DatePart, number> {
  const date = new Date(at);
  if (zone === null) {
    const [hour, minute] = [date.getUTCHours(), date.getUTCMinutes()];
    return { day: date.getUTCDate(), month: date.getUTCMonth() + 1, year: date.getUTCFullYear(), hour, minute };
  }
  const parts = formatterIn(zone).formatToParts(date);
  const part = (wanted: DatePart): number => Number(parts.find(({ type }) => type === wanted)?.value);
  return { day: part('day'), month: part('month'), year: part('year'), hour: part('hour'), minute: part('minute') };
}

/** A formatter is slow to make. Readers choose the zone, so the number of those that are kept has a limit. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const mostZones = 20;

/** Numbers only: the names of months differ between versions of Node and browsers. */
function formatterIn(zone: string): Intl.DateTimeFormat {
  const kept = formatters.get(zone);
  if (kept !== undefined) return kept;
  const digits = { day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-GB', { ...digits, hourCycle: 'h23', timeZone: zone });
  if (formatters.size < mostZones) formatters.set(zone, made);
  return made;
}
