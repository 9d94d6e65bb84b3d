// Numbers and dates as the pages, the command line, findings and scripts show them: English, whatever the locale of the machine is.
// Bytes are in bytes.ts. Pages show dates in the reader's own time zone and form (components/ui/relative-time.tsx).

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

/** How somebody reads dates: null is UTC, and the form that pages, command line and scripts share. */
export interface Reader {
  zone: string | null;
  /** a language tag, `de-AT` */
  locale: string | null;
}

const nobody: Reader = { zone: null, locale: null };

/** `30 Nov 2026`, or `30. Nov. 2026` as the reader writes it */
export function formatDay(at: string | number, reader: Reader = nobody): string {
  return inLocale(at, reader, { day: 'numeric', month: 'short', year: 'numeric' }) ?? dayOf(at, reader);
}

/** `7 Dec`: where the year is plain */
export function formatShortDay(at: string | number, reader: Reader = nobody): string {
  const { day, month } = partsIn(at, reader.zone);
  return inLocale(at, reader, { day: 'numeric', month: 'short' }) ?? `${day} ${months[month - 1]}`;
}

/** `13:56`, as a clock on the wall of that zone shows it, whatever the locale; null is UTC */
export function wallClock(at: string | number, zone: string | null): string {
  const { hour, minute } = partsIn(at, zone);
  const two = (amount: number): string => String(amount).padStart(2, '0');
  return `${two(hour)}:${two(minute)}`;
}

/** `30 Nov 2026, 13:56 UTC`, or `30 Nov 2026, 14:56` on the reader's own clock, in the reader's own form */
export function formatMoment(at: string | number, reader: Reader = nobody): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const words = inLocale(at, reader, options) ?? `${dayOf(at, reader)}, ${wallClock(at, reader.zone)}`;
  return reader.zone === null ? `${words} UTC` : words;
}

const houseMoment = new RegExp(`\\b(\\d{1,2}) (${months.join('|')}) (\\d{4}), (\\d{2}):(\\d{2}) UTC\\b`, 'g');

/**
 * The text, with the moments that `formatMoment` wrote into it for nobody in particular as moments again. So a text of a plan or a finding
 * can be stored and sent whole, and each page shows it on its reader's clock.
 */
export function momentsIn(text: string): (string | { atMs: number })[] {
  const parts: (string | { atMs: number })[] = [];
  let end = 0;
  for (const found of text.matchAll(houseMoment)) {
    const [whole, day, month, year, hour, minute] = found;
    const at = (months as readonly string[]).indexOf(month ?? '');
    parts.push(text.slice(end, found.index), {
      atMs: Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute)),
    });
    end = found.index + whole.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

function dayOf(at: string | number, { zone }: Reader): string {
  const { day, month, year } = partsIn(at, zone);
  return `${day} ${months[month - 1]} ${year}`;
}

type DatePart = 'day' | 'month' | 'year' | 'hour' | 'minute';

function partsIn(at: string | number, zone: string | null): Record<DatePart, number> {
  const date = new Date(at);
  if (zone === null) {
    const [hour, minute] = [date.getUTCHours(), date.getUTCMinutes()];
    return { day: date.getUTCDate(), month: date.getUTCMonth() + 1, year: date.getUTCFullYear(), hour, minute };
  }
  const digits = { day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const parts = formatterIn('en-GB', { ...digits, hourCycle: 'h23', timeZone: zone }).formatToParts(date);
  const part = (wanted: DatePart): number => Number(parts.find(({ type }) => type === wanted)?.value);
  return { day: part('day'), month: part('month'), year: part('year'), hour: part('hour'), minute: part('minute') };
}

/** Null without a locale. The calendar and the digits are those of all other numbers on the page. */
function inLocale(at: string | number, { zone, locale }: Reader, options: Intl.DateTimeFormatOptions): string | null {
  if (locale === null) return null;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const same = { calendar: 'gregory', numberingSystem: 'latn', timeZone: zone ?? 'UTC' } as const;
  // Versions of the locale data differ in their narrow spaces.
  return (
    formatterIn(locale, { ...options, ...same })
      .format(date)
      .replace(/[\u00a0\u2009\u202f]/g, ' ')
      // `7. Dez.` is followed by the sentence's own full stop often enough.
      .replace(/\.$/, '')
  );
}

/** A formatter is slow to make. Readers choose zone and locale, so the number of those that are kept has a limit. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const mostFormatters = 40;

function formatterIn(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const kept = formatters.get(key);
  if (kept !== undefined) return kept;
  const made = new Intl.DateTimeFormat(locale, options);
  if (formatters.size < mostFormatters) formatters.set(key, made);
  return made;
}
