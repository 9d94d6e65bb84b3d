import type { Verdict } from '../define-check.ts';

/** What a verdict says to a person, as plain text: the reason, or title and detail of each finding. */
export function textOf(name: string, verdict: Verdict): string {
  const told = Array.isArray(verdict)
    ? verdict.map(({ severity, title, detail }) => `## ${severity}: ${title}\n\n${detail}`)
    : ['unknown' in verdict ? `unknown: ${verdict.unknown}` : `not applicable: ${verdict.notApplicable}`];
  return [`# ${name}`, ...told].join('\n\n');
}
