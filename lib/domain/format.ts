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

/** `30 Nov 2026`, in UTC */
export function formatDay(at: string | number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `7 Dec`, in UTC: where the year is plain */
export function formatShortDay(at: string | number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** `13:56 UTC` */
export function formatClock(at: string | number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** `30 Nov 2026, 13:56 UTC` */
export function formatMoment(at: string | number): string {
  return `${formatDay(at)}, ${formatClock(at)}`;
}
