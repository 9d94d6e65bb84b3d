import type { RefObject } from 'react';
import type { Diagnosis } from '@/lib/domain/diagnosis';
import { counted } from '@/lib/domain/format';
import { FindingView } from '../findings/finding-view';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { CopyButton } from '../ui/copy-button';
import { Folded } from '../ui/folded';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { SeverityMark } from '../ui/severity-mark';
import { diagnoseWords } from './diagnose-words';
import { pieceWords, placeWords } from './piece-words';

interface DiagnosisViewProps {
  diagnosis: Diagnosis;
  /** names of the texts, by their number */
  sources: readonly string[];
  titles: Readonly<Record<string, string>>;
  headingRef: RefObject<HTMLHeadingElement | null>;
  mayAddHosts: boolean;
}

/** The findings, what to paste next, what was recognised and which checks could not run. */
export function DiagnosisView({ diagnosis, sources, titles, headingRef, mayAddHosts }: DiagnosisViewProps) {
  const { pieces, unread, notices, findings, unknown, open, leftOut } = diagnosis;
  // Few people run more than three commands, and the first ones decide most.
  const askFor = diagnosis.askFor.slice(0, 3);
  const isGarbage = pieces.length === 0;
  return (
    <section aria-labelledby="diagnosis" className="flex flex-col gap-6">
      <h2 id="diagnosis" ref={headingRef} tabIndex={-1} className="scroll-mt-20 text-lg font-semibold outline-none">
        {isGarbage ? diagnoseWords.nothingRecognised : verdictWords(findings.length)}
      </h2>
      {isGarbage ? (
        <Notice kind="unknown" title={diagnoseWords.noKnownLine}>
          {diagnoseWords.noConclusion}
        </Notice>
      ) : null}
      {leftOut.length > 0 ? (
        <Notice kind="warning" title={diagnoseWords.notAll}>
          {leftOut.join(' ')}
        </Notice>
      ) : null}
      {notices.length > 0 ? (
        <div className="flex flex-col gap-3">
          {notices.map((notice) => (
            <FindingView key={notice.key} finding={notice} hostId={null} mayPlan={false} isOpen />
          ))}
        </div>
      ) : null}
      {findings.length > 0 ? (
        <div className="flex flex-col gap-3">
          {findings.map((finding) => (
            <FindingView key={finding.key} finding={finding} hostId={null} mayPlan={false} isOpen />
          ))}
        </div>
      ) : isGarbage || open !== null || notices.length > 0 ? null : (
        <Notice kind={unknown.length > 0 ? 'unknown' : 'pass'} title={diagnoseWords.noProblems}>
          {diagnoseWords.onlyPasted(diagnoseWords.needMore(unknown.length))}
        </Notice>
      )}
      {open !== null ? (
        <Notice kind="unknown" title={diagnoseWords.causeElsewhere}>
          {diagnoseWords.openCause(open)}
        </Notice>
      ) : null}
      {askFor.length > 0 ? (
        <section aria-labelledby="ask" className="flex max-w-3xl flex-col gap-2">
          <div className="flex items-center justify-between gap-3">
            <h3 id="ask" className="font-semibold">
              {diagnoseWords.next}
            </h3>
            {askFor.length > 1 ? <CopyButton text={askFor.join('\n')} what={diagnoseWords.allCommands} /> : null}
          </div>
          <p className="text-sm text-soft">{diagnoseWords.mostUseful}</p>
          {askFor.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </section>
      ) : null}
      {isGarbage || !mayAddHosts ? null : (
        <section aria-labelledby="add-this" className="flex max-w-3xl flex-col items-start gap-2">
          <h3 id="add-this" className="font-semibold">
            {diagnoseWords.withAccess}
          </h3>
          <p className="text-sm text-soft">{diagnoseWords.aboutAccess}</p>
          <Button asChild>
            <Link href="/hosts/new">{diagnoseWords.addHost}</Link>
          </Button>
        </section>
      )}
      {isGarbage ? null : <Pieces pieces={pieces} unread={unread} sources={sources} />}
      {unknown.length > 0 && !isGarbage ? <Unknown unknown={unknown} titles={titles} /> : null}
    </section>
  );
}

function verdictWords(count: number): string {
  return count === 0 ? diagnoseWords.noFindings : counted(count, 'finding');
}

interface PiecesProps extends Pick<Diagnosis, 'pieces' | 'unread'> {
  sources: readonly string[];
}

function Pieces({ pieces, unread, sources }: PiecesProps) {
  const place = (piece: { firstLine: number; lines: number; text: number }) =>
    `, ${placeWords(piece)}${sources.length > 1 ? diagnoseWords.ofText(sources[piece.text] ?? diagnoseWords.aText) : ''}`;
  return (
    <section aria-labelledby="pieces">
      <h3 id="pieces" className="sr-only">
        {diagnoseWords.recognised}
      </h3>
      <Folded mark={<SeverityMark kind="pass" decorative />} summary={diagnoseWords.pieces(pieces.length)}>
        <ul className="flex flex-col gap-1 pt-1 pl-6.5 text-sm">
          {pieces.map((piece) => (
            <li key={`${piece.text} ${piece.firstLine} ${piece.kind}`} className="flex items-start gap-2.5">
              <SeverityMark kind="pass" decorative className="mt-0.5" />
              <span>
                <InlineText text={pieceWords(piece.kind)} />
                <span className="text-faint">{place(piece)}</span>
              </span>
            </li>
          ))}
        </ul>
      </Folded>
      {unread.length > 0 ? (
        <Folded mark={<SeverityMark kind="unknown" decorative />} summary={unreadWords(unread)}>
          <ul className="flex flex-col gap-1 pt-1 pl-6.5 text-sm">
            {unread.map((run) => (
              <li key={`${run.text} ${run.firstLine}`} className="break-words">
                <code>{run.begins}</code>
                <span className="text-faint">{place(run)}</span>
              </li>
            ))}
          </ul>
        </Folded>
      ) : null}
    </section>
  );
}

function unreadWords(unread: Diagnosis['unread']): string {
  return diagnoseWords.unread(unread.reduce((sum, run) => sum + run.lines, 0));
}

function Unknown({ unknown, titles }: Pick<DiagnosisViewProps, 'titles'> & { unknown: Diagnosis['unknown'] }) {
  return (
    <Folded mark={<SeverityMark kind="unknown" decorative />} summary={diagnoseWords.couldNotRun(unknown.length)}>
      <ul className="grid gap-x-8 gap-y-2 pt-1 pl-6.5 text-sm sm:grid-cols-2">
        {unknown.map(({ checkId, why }) => (
          <li key={checkId}>
            {titles[checkId] ?? checkId}
            <span className="block text-faint">
              <InlineText text={why} />
            </span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}
