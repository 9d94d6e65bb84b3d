import type { AlertMessage } from '../../domain/alerts/alert.ts';

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** At most so many bytes of UTF-8, never half a character, with an ellipsis where something was cut. */
export function cutBytes(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  let cut = '';
  let used = byteLength('…');
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    cut += character;
  }
  return `${cut}…`;
}

/**
 * The lines that fit, and how many do not: nothing is left out without being counted. `measure` counts what the receiver counts (after
 * escaping, for example).
 */
export function fittingLines(
  lines: readonly string[],
  limit: number,
  measure: (line: string) => number = byteLength,
): string[] {
  const more = (count: number): string => `… and ${count} more, in Bilge.`;
  const reserve = measure(more(99_999)) + 1;
  const shown: string[] = [];
  let used = 0;
  for (const [at, line] of lines.entries()) {
    const isLast = at === lines.length - 1;
    const needed = measure(line) + 1;
    if (used + needed > limit - (isLast ? 0 : reserve)) {
      // One line alone that is too long is cut, not dropped.
      if (shown.length === 0) {
        const room = limit - (isLast ? 0 : reserve) - 1;
        shown.push(cutBytes(line, Math.max(8, Math.floor((room * byteLength(line)) / Math.max(1, measure(line))) - 4)));
        return isLast ? shown : [...shown, more(lines.length - 1)];
      }
      return [...shown, more(lines.length - at)];
    }
    shown.push(line);
    used += needed;
  }
  return shown;
}

/** A single line that only repeats the title is not worth a body. */
export function bodyLines({ title, lines }: Pick<AlertMessage, 'title' | 'lines'>): string[] {
  const [only] = lines;
  return lines.length === 1 && only !== undefined && title.endsWith(only) ? [] : lines;
}

export function isGood({ phase }: Pick<AlertMessage, 'phase'>): boolean {
  return phase === 'resolved' || phase === 'test';
}

const signs = { critical: '🔴', warning: '🟠', info: '🔵' } as const;

/** Before a title, where the receiver shows no colour of its own. */
export function signOf(message: Pick<AlertMessage, 'phase' | 'severity'>): string {
  return isGood(message) ? '🟢' : signs[message.severity];
}

/** For what reads HTML or HTML-like markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** http or https, without user and password, which belong into fields of their own. */
export function checkUrl(value: string): string | null {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return 'is no address; it begins with https:// or http://';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'begins with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'has a user or password in it; there are fields for those';
  return null;
}

export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`;
}
