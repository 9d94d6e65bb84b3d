/** Zones that were found: asking for one takes a tenth of a millisecond, and settings are read at each step of the alerts. */
const foundZones = new Set<string>();

/** A time zone that this machine knows: `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  if (foundZones.has(zone)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    foundZones.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** Whether a time of day (`22:30`) lies in a span that begins at `from` and ends before `to`; one that ends before it begins goes over midnight. */
export function isInDaySpan(time: string, { from, to }: { from: string; to: string }): boolean {
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
