import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Leak, LeakKind } from '../../../domain/storage-report.ts';
import { buildStorageReport } from '../storage-report.ts';

export const reportOf = (facts: HostFacts) => buildStorageReport(facts, [], () => null);

/** Throws where the leaks are unknown: a test that means "none" must not pass on "not known". */
export function leaksOf(facts: HostFacts, kind?: LeakKind): Leak[] {
  const { leaks } = reportOf(facts);
  if (leaks.state === 'unknown') throw new Error(`leaks are unknown (${leaks.reason}): ${leaks.detail}`);
  return leaks.value.filter((leak) => kind === undefined || leak.kind === kind);
}

export const namesOf = (facts: HostFacts, kind?: LeakKind): string[] =>
  leaksOf(facts, kind)
    .map((leak) => leak.name)
    .sort();
