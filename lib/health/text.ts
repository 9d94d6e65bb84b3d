import { printableName } from '../domain/names.ts';

/** Paragraphs of a finding's detail; null and '' are left out. */
export function paragraphs(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** What to do, the safest first: at most three. A person follows them in this order. */
export function steps(...all: [string, string?, string?]): string {
  return ['What to do:', ...all.map((step, index) => `${index + 1}. ${step}`)].join('\n');
}

/** `1 volume`, `3 volumes`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

/** A list for one line: at most `limit` names, the rest as a number. */
export function nameList(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit).map(printableName).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : 0;
}

export function formatPercent(value: number): string {
  return `${value >= 99.95 || value < 0.05 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} %`;
}
