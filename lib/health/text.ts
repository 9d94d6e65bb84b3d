import { printableName } from '../domain/names.ts';

/** Paragraphs of a finding's detail; null and '' are skipped. */
export function paragraphs(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** What to do, at most three steps, the safest first. */
export function steps(...parts: (string | null)[]): string {
  const shown = parts.filter((part) => part !== null && part !== '');
  if (shown.length === 0) return '';
  if (shown.length === 1) return `What to do: ${shown[0]}`;
  return ['What to do:', ...shown.map((part, index) => `${index + 1}. ${part}`)].join('\n');
}

/** A path inside a command that people copy. It comes from a host or a paste, so anything unusual in it is quoted. */
export function commandPath(path: string): string {
  const shown = printableName(path);
  return /^[\w./@:+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''").replaceAll('`', '?')}'`;
}

/** A path for a title: a long one loses its middle. */
export function shortPath(path: string, limit = 34): string {
  const shown = printableName(path);
  if (shown.length <= limit) return shown;
  const tail = shown.slice(-Math.floor(limit / 2));
  return `${shown.slice(0, limit - tail.length - 1)}…${tail}`;
}

/** A list for one line: at most `limit` names, the rest as a number. */
export function nameList(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit).map(printableName).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : 0;
}
