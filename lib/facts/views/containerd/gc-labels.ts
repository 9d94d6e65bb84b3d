import type { GcLabels } from '../../../domain/containerd-facts.ts';

/**
 * The labels that containerd's collector reads (core/metadata/gc.go of its main branch; docs/reference/containerd-on-disk.md#reachability).
 * One that is not among them was written for a newer collector than this one, whose edges are not known here.
 */
const prefix = 'containerd.io/gc.';

export interface Reference {
  type: 'content' | 'image' | 'snapshot' | 'container';
  /** of a snapshot `<snapshotter>/<key>` */
  key: string;
}

function isCollectorLabel(label: string): boolean {
  return label.startsWith(prefix);
}

/** Forward: what carries the label holds what it names. */
export function referencesOf(labels: GcLabels): Reference[] {
  return edgesOf(labels, 'ref', ['content', 'image']);
}

/** Backward: what the label names holds what carries it. */
export function holdersOf(labels: GcLabels): Reference[] {
  return edgesOf(labels, 'bref', ['content', 'image', 'container']);
}

export function isRoot(labels: GcLabels): boolean {
  for (const label in labels) if (label.startsWith(`${prefix}root`)) return true;
  return false;
}

export function isEmpty(labels: GcLabels): boolean {
  for (const _ in labels) return false;
  return true;
}

export function isFlat(labels: GcLabels): boolean {
  return labels[`${prefix}flat`] !== undefined;
}

/** Null: it never expires. What is no RFC 3339 time is ignored, as containerd does. */
export function expiryOf(labels: GcLabels): number | null {
  const text = labels[`${prefix}expire`];
  return text === undefined ? null : rfc3339(text);
}

/** An object on whose condition a snapshot is held (`usedat<24h|<key>`), where the snapshot says when it was used. */
export function conditionsOf(
  labels: GcLabels,
): { snapshot: string; isMet: (usedAt: number, now: number) => boolean }[] {
  return named(labels, 'cond.snapshot').flatMap(({ rest, value }) => {
    const snapshotter = rest.replace(/^[./]+/, '').split('/')[0] ?? '';
    const bar = value.indexOf('|');
    if (bar < 0) return [];
    const snapshot = `${snapshotter}/${value.slice(bar + 1)}`;
    return value
      .slice(0, bar)
      .split(',')
      .flatMap((condition) => {
        const [, operator, duration = ''] = /^usedat([<>])(.*)$/.exec(condition) ?? [];
        const span = operator === undefined ? null : goDuration(duration);
        if (span === null) return [];
        const isMet = (usedAt: number, now: number) => (operator === '<' ? now - usedAt < span : now - usedAt > span);
        return [{ snapshot, isMet }];
      });
  });
}

export function usesOf(labels: GcLabels): number[] {
  return named(labels, 'cond.value-usedat').flatMap(({ value }) => rfc3339(value) ?? []);
}

const known =
  /^containerd\.io\/gc\.(?:root.*|flat|expire|b?ref\.(?:content|image)(?:[./].*)?|bref\.container(?:[./].*)?|b?ref\.snapshot\..*|cond\.snapshot.*|cond\.value-usedat.*)$/s;

export function isUnknownLabel(label: string): boolean {
  return isCollectorLabel(label) && !known.test(label);
}

function edgesOf(labels: GcLabels, kind: 'ref' | 'bref', types: ('content' | 'image' | 'container')[]): Reference[] {
  return [
    ...types.flatMap((type) =>
      named(labels, `${kind}.${type}`)
        .filter(({ rest }) => rest === '' || rest.startsWith('.') || rest.startsWith('/'))
        .map(({ value }) => ({ type, key: value })),
    ),
    ...named(labels, `${kind}.snapshot.`).map(({ rest, value }) => ({
      type: 'snapshot' as const,
      key: `${rest.split('/')[0] ?? ''}/${value}`,
    })),
  ];
}

function named(labels: GcLabels, name: string): { rest: string; value: string }[] {
  const found: { rest: string; value: string }[] = [];
  if (isEmpty(labels)) return found;
  const start = prefix + name;
  for (const label in labels)
    if (label.startsWith(start)) found.push({ rest: label.slice(start.length), value: labels[label] ?? '' });
  return found;
}

/** As Go's time.Parse takes it; Date.parse alone takes much more. */
function rfc3339(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

const units: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function goDuration(text: string): number | null {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(rest)) return null;
  const parts = [...rest.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const span = parts.reduce((sum, [, number = '0', unit = 's']) => sum + Number(number) * (units[unit] ?? 0), 0);
  return sign === '-' ? -span : span;
}
