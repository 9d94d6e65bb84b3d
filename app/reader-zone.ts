export const zoneCookie = 'bilge-zone';

/** The cookie's text is anybody's: only a time zone that this server knows comes out. */
export function parseZone(value: string | undefined): string | null {
  if (value === undefined || !/^[A-Za-z0-9_+/-]{1,64}$/.test(value)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
