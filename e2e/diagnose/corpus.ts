import fs from 'node:fs';
import path from 'node:path';
import { diagnosePasted, judgePasted } from '../../lib/usecases/diagnose.ts';

/** What each paste of the corpus is expected to show, written by reading it, before it was judged. */
export interface CorpusCase {
  name: string;
  text: string;
  /** `check-id:severity`, sorted; all of them and no other */
  expected: string[];
  /** kept aside while the parsers were written */
  heldOut: boolean;
}

const folder = import.meta.dirname;
/** The pastes are years old; a fixed day keeps "the scrub is n days old" from changing the verdict. */
const now = '2026-11-21T03:00:00.000Z';

export function corpusCases(): CorpusCase[] {
  const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    { findings: string[]; heldOut: boolean }
  >;
  return Object.entries(expected).map(([name, { findings, heldOut }]) => ({
    name,
    text: fs.readFileSync(path.join(folder, 'corpus', `${name}.txt`), 'utf8'),
    expected: findings,
    heldOut,
  }));
}

export interface CorpusVerdict {
  name: string;
  found: string[];
  missing: string[];
  surplus: string[];
  pieces: string[];
}

export function judgeCase(corpusCase: CorpusCase): CorpusVerdict {
  const diagnosis = diagnosePasted([corpusCase.text], { now });
  const found = [...new Set(diagnosis.findings.map((finding) => `${finding.checkId}:${finding.severity}`))].sort();
  return {
    name: corpusCase.name,
    found,
    missing: corpusCase.expected.filter((id) => !found.includes(id)),
    surplus: found.filter((id) => !corpusCase.expected.includes(id)),
    pieces: [...new Set(diagnosis.pieces.map((piece) => piece.kind))],
  };
}

/** Checks that had what they need in this paste and found nothing. */
export function passedChecks(corpusCase: CorpusCase): string[] {
  const { outcomes } = judgePasted([corpusCase.text], now);
  return outcomes.flatMap((outcome) => (outcome.status === 'pass' ? [outcome.checkId] : []));
}
