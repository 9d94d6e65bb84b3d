import type { WhoisObject } from '../../../domain/answers/whois.ts';
import { type Fact, unknown } from '../../../domain/fact.ts';
import type { Remedy } from '../../../domain/finding.ts';
import { formatMoment } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { isStopped } from '../../../domain/prune-rules.ts';
import type { Report } from '../../../domain/report.ts';
import type { Sizes } from '../leaks/leak.ts';
import { containerName } from '../rows/volume-use.ts';

/** An object of the last scan with everything that it may be called. */
export interface KnownObject extends WhoisObject {
  /** whole names; the beginning of one finds it too */
  names: string[];
  /** absolute paths; what lies below one lies in this object */
  paths: string[];
}

/** What was searched: a list, or why it is unknown. */
export interface Searched {
  what: string;
  objects: Fact<KnownObject[]>;
}

export interface WhoisInput {
  facts: HostFacts;
  report: Report;
  sizes: Sizes;
}

/** A section of the report, of which an array is complete only if the section is known. */
export function reported<T>(
  { report }: WhoisInput,
  section: keyof Report['sections'],
  rows: readonly T[],
): Fact<readonly T[]> {
  const state = report.sections[section];
  if (state === undefined) return unknown('not-collected', 'The last scan did not look for it.');
  if (state.state === 'known') return { state: 'known', value: rows };
  return { ...state, reason: state.reason as Extract<Fact<never>, { state: 'unknown' }>['reason'] };
}

export const noSize = unknown('not-collected', 'No size is known of it.');

/**
 * The action for just these objects. A volume may be called `all`, which the parameter would read as every one, and a comma in a name would
 * make two of it: for such names there is no button.
 */
export function naming(
  actionId: string,
  parameter: 'names' | 'entries' | 'volume',
  names: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Remedy[] {
  if (names.length === 0 || names.some((name) => name === 'all' || name.includes(',') || name.trim() !== name))
    return [];
  return [{ actionId, params: { [parameter]: names.join(','), ...more } }];
}

/** Only these can be removed: what runs is stopped by a person first. By name, or by the short id where there is none. */
export function stoppedContainers({ facts }: WhoisInput): ReadonlySet<string> {
  const { containers } = facts.sections;
  if (containers.state === 'unknown') return new Set();
  const stopped = containers.value.filter(({ state }) => isStopped(state));
  return new Set(stopped.map(containerName));
}

/** `a, b and 3 more`: a name may belong to a hundred images. */
export function namesOf(names: readonly string[]): string {
  const most = 4;
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** What a host wrote down as a time may be anything. */
export function momentOf(iso: string | null | undefined): string | null {
  if (!iso || Number.isNaN(Date.parse(iso))) return null;
  return formatMoment(iso);
}
