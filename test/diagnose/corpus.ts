import fs from 'node:fs';
import path from 'node:path';
import { diagnosePasted, judgePasted } from '../../lib/usecases/diagnosis/diagnose.ts';

/** What each paste of the corpus is expected to show, written by reading it, before it was judged. */
export interface CorpusCase {
  name: string;
  text: string;
  expected: ExactExpectation | ExpertExpectation;
}

interface ExactExpectation {
  /** `check-id:severity`, sorted; all of them and no other */
  findings: string[];
  /** kept aside while the parsers were written */
  heldOut: boolean;
}

/** What somebody who knows the matter says about a paste. Ids, or `check-id:severity` where the severity matters. */
interface ExpertExpectation {
  field: true;
  /** the expert's sentence */
  says: string;
  must?: string[];
  /** at least one of them */
  oneOf?: string[];
  not?: string[];
  /** true as well, and not what it is about; whatever else is found is wrong */
  may?: string[];
  /** commands among those to paste next */
  asks?: string[];
}

const folder = import.meta.dirname;
/** The pastes are years old; a fixed day keeps "the scrub is n days old" from changing the verdict. */
export const corpusNow = '2026-11-21T03:00:00.000Z';

export function corpusCases(): CorpusCase[] {
  const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    CorpusCase['expected']
  >;
  return Object.entries(expected).map(([name, one]) => ({
    name,
    text: fs.readFileSync(path.join(folder, 'corpus', `${name}.txt`), 'utf8'),
    expected: one,
  }));
}

/** Which part of the corpus a paste belongs to. */
export function partOf({ expected }: CorpusCase): 'building' | 'held-out' | 'field' {
  if ('field' in expected) return 'field';
  return expected.heldOut ? 'held-out' : 'building';
}

export interface CorpusVerdict {
  name: string;
  found: string[];
  missing: string[];
  surplus: string[];
  pieces: string[];
}

export function judgeCase({ name, text, expected }: CorpusCase): CorpusVerdict {
  const diagnosis = diagnosePasted([text], { now: corpusNow });
  // The older part was written before there were notices; they are no findings.
  const shown = 'field' in expected ? [...diagnosis.notices, ...diagnosis.findings] : diagnosis.findings;
  const found = [...new Set(shown.map((finding) => `${finding.checkId}:${finding.severity}`))].sort();
  return {
    name,
    found,
    ...('field' in expected ? againstExpert(found, diagnosis.askFor, expected) : againstExact(found, expected)),
    pieces: [...new Set(diagnosis.pieces.map((piece) => piece.kind))],
  };
}

function againstExact(found: string[], { findings }: ExactExpectation) {
  return {
    missing: findings.filter((id) => !found.includes(id)),
    surplus: found.filter((id) => !findings.includes(id)),
  };
}

function againstExpert(found: string[], asked: readonly string[], expected: ExpertExpectation) {
  const { must = [], oneOf = [], not = [], may = [], asks = [] } = expected;
  const isFound = (wanted: string) => found.some((one) => one === wanted || one.split(':')[0] === wanted);
  const allowed = new Set([...must, ...oneOf, ...may].filter((id) => !not.includes(id)));
  return {
    missing: [
      ...must.filter((id) => !isFound(id)),
      ...(oneOf.length === 0 || oneOf.some(isFound) ? [] : [`one of ${oneOf.join(', ')}`]),
      ...asks.filter((command) => !asked.includes(command)).map((command) => `asks for ${command}`),
    ],
    surplus: found.filter((id) => !allowed.has(id) && !allowed.has(id.split(':')[0] ?? '')),
  };
}

/** Checks that had what they need in this paste and found nothing. */
export function passedChecks(corpusCase: CorpusCase): string[] {
  const { outcomes } = judgePasted([corpusCase.text], corpusNow);
  return outcomes.flatMap((outcome) => (outcome.status === 'pass' ? [outcome.checkId] : []));
}
