import type { CheckContext } from '../domain/finding.ts';
import type { SectionId } from '../domain/host-facts.ts';
import { protectionOf } from '../domain/protection.ts';
import type { Leak, LeakKind } from '../domain/storage-report.ts';
import { describeUnknown, missingSections } from './define-check.ts';

/** The listings that the proof needs; reported as missing where the proof could not run. */
const proofSections: readonly SectionId[] = [
  'dataRoot',
  'driverDirectories',
  'layerdb',
  'imagedb',
  'buildkitSnapshots',
  'containersOnDisk',
  'namespaceMounts',
  'daemonProcesses',
  'btrfs',
];

/** Leaks of some kinds from the ownership proof; the proof itself is not repeated here. */
export function leaksOfKind(
  context: CheckContext,
  kinds: readonly LeakKind[],
): Leak[] | { unknown: string; missing: SectionId[] } {
  const { leaks, refusals } = context.storage;
  if (leaks.state === 'known') return leaks.value.filter((leak) => kinds.includes(leak.kind));
  const excuse = refusals.map((refusal) => refusal.excuse).join(' ');
  return { unknown: excuse || describeUnknown(leaks), missing: missingSections(context.facts, proofSections) };
}

export const orphans = (leaks: readonly Leak[]): Leak[] => leaks.filter((leak) => leak.state === 'orphan');

/** What a cleanup may touch: without what is protected in Bilge. */
export function unprotected({ protections = [] }: CheckContext, leaks: readonly Leak[]): Leak[] {
  return leaks.filter(({ name }) => protectionOf(protections, 'layer', [name]) === undefined);
}

/** The places that were searched for a reference, in one cell. */
export function proofCell(leak: Leak): string {
  return leak.proof.map((step) => `${step.source}: ${step.checked}`).join('; ');
}

/** For a remedy: exactly these, and not what has leaked since. */
export function namesOf(leaks: readonly Leak[]): string {
  return leaks.map((leak) => leak.name).join(',');
}
