import { answerLimits, type Diagnosis, pasteLimits } from '../../domain/diagnosis.ts';
import { LimitError } from '../../domain/errors.ts';
import type { EvidenceTable, OfferedFinding } from '../../domain/finding.ts';
import { formatNumber } from '../../domain/format.ts';
import { diagnosePasted } from './diagnose.ts';

const shown = (amount: number): string => formatNumber(amount);

export interface BoundedTexts {
  texts: string[];
  leftOut: string[];
}

/** What is too large is refused; of too many lines the first are read, and how many are not is said. */
export function boundTexts(texts: readonly string[]): BoundedTexts {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (texts.length > pasteLimits.texts)
    throw new LimitError('too-large', `More than ${pasteLimits.texts} texts at once. Remove some.`);
  if (bytes > pasteLimits.bytesTogether || texts.some((text) => text.length > pasteLimits.charactersEach))
    throw new LimitError(
      'too-large',
      `The texts are ${shown(bytes)} bytes in total. Bilge reads up to ${shown(pasteLimits.bytesTogether)}, and ${shown(pasteLimits.charactersEach)} characters of each text. Paste only the part around the error.`,
    );
  let room: number = pasteLimits.lines;
  let unread = 0;
  const kept = texts.map((text) => {
    const { end, lines } = measureLines(text, room);
    room -= Math.min(lines, room);
    if (end < text.length) unread += countLines(text, end);
    return end < text.length ? text.slice(0, end) : text;
  });
  const leftOut =
    unread === 0
      ? []
      : [
          `Only the first ${shown(pasteLimits.lines)} lines were read; ${unread === 1 ? '1 line was' : `${shown(unread)} lines were`} not. Paste the part around the error.`,
        ];
  return { texts: kept, leftOut };
}

const lineEnd = /\r\n|[\r\n\u2028\u2029]/g;

/** Where line number `most` ends, and how many lines there are up to there. */
function measureLines(text: string, most: number): { end: number; lines: number } {
  if (most === 0) return { end: 0, lines: 0 };
  let lines = 0;
  for (const match of text.matchAll(lineEnd)) {
    lines += 1;
    if (lines === most) return { end: match.index + match[0].length, lines };
  }
  return { end: text.length, lines: lines + 1 };
}

function countLines(text: string, from: number): number {
  const rest = text.slice(from);
  const ends = rest.match(lineEnd)?.length ?? 0;
  return /[\r\n\u2028\u2029]$/.test(rest) ? ends : ends + 1;
}

/** The judgement of bounded texts, itself bounded. Takes its time on the thread it is called on. */
export function diagnoseBounded({ texts, leftOut }: BoundedTexts, now: string): Diagnosis {
  return boundAnswer(diagnosePasted(texts, { now }), leftOut);
}

/** No part of an answer grows with the paste: a paste of 1 MB once got an answer of 9.5 MB. */
function boundAnswer(diagnosis: Diagnosis, leftOut: readonly string[] = []): Diagnosis {
  const said = [...leftOut];
  const cut = <T>(list: readonly T[], most: number, one: string, many: string): T[] => {
    const more = list.length - most;
    if (more > 0) said.push(more === 1 ? `1 more ${one} is not shown.` : `${shown(more)} more ${many} are not shown.`);
    return list.slice(0, most);
  };
  const unread = cut(diagnosis.unread, answerLimits.unread, 'line not understood', 'places not understood');
  const pieces = cut(diagnosis.pieces, answerLimits.pieces, 'recognised piece', 'recognised pieces');
  const findings = cut(
    diagnosis.findings,
    answerLimits.findings,
    'finding, no worse than these,',
    'findings, none worse than these,',
  );
  // Half a command would be another one: such a path is left out whole.
  const askFor = diagnosis.askFor.filter((command) => command.length <= answerLimits.characters.cell * 2);
  const unknown = diagnosis.unknown.map(({ checkId, why }) => ({
    checkId,
    why: shortened(why, answerLimits.characters.cell * 2),
  }));
  return {
    ...diagnosis,
    pieces,
    unread,
    unknown,
    askFor,
    notices: diagnosis.notices.slice(0, answerLimits.notices).map(boundFinding),
    open: diagnosis.open === null ? null : shortened(diagnosis.open, answerLimits.characters.detail),
    findings: findings.map(boundFinding),
    leftOut: said,
  };
}

function boundFinding(finding: OfferedFinding): OfferedFinding {
  const { characters } = answerLimits;
  return {
    ...finding,
    key: finding.key.slice(0, characters.title),
    subject: {
      ...finding.subject,
      id: shortened(finding.subject.id, characters.title),
      label: shortened(finding.subject.label, characters.title),
    },
    title: shortened(finding.title, characters.title),
    detail: shortened(finding.detail, characters.detail),
    evidence: boundEvidence(finding.evidence),
  };
}

function boundEvidence(evidence: EvidenceTable): EvidenceTable {
  const { evidenceRows, characters } = answerLimits;
  const rows = evidence.rows.slice(0, evidenceRows).map((row) => row.map((cell) => shortened(cell, characters.cell)));
  if (evidence.rows.length > evidenceRows) {
    const more = `… and at least ${shown(evidence.rows.length - evidenceRows)} more`;
    rows.push(evidence.columns.map((_, index) => (index === 0 ? more : '')));
  }
  return { ...evidence, rows };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
