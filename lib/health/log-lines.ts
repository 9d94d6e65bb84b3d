import type { EvidenceTable } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { evidence } from './evidence.ts';

/** Lines of a pasted log or of one that Bilge read. A missing section means no lines, never "no error". */
export function matchingLines(facts: HostFacts, pattern: RegExp): string[] {
  const { logLines } = facts.sections;
  if (logLines.state === 'unknown') return [];
  return logLines.value.map((line) => line.text).filter((text) => pattern.test(text));
}

export interface KernelLine {
  text: string;
  /** null: pasted, or a kernel that prints no time */
  secondsAgo: number | null;
}

/** Possible kernel lines: from the host’s log, or from a paste. Also empty if neither was read. */
export function kernelLines(facts: HostFacts): KernelLine[] {
  const { kernelLog, logLines } = facts.sections;
  return [
    ...(kernelLog.state === 'known' ? kernelLog.value.lines : []),
    ...(logLines.state === 'known' ? logLines.value.map(({ text }) => ({ text, secondsAgo: null })) : []),
  ];
}

export function logEvidence(lines: readonly string[]): EvidenceTable {
  return evidence(
    null,
    ['Log line'],
    lines.map((line) => [line.length > 400 ? `${line.slice(0, 400)}…` : line]),
  );
}
