import type { RefObject } from 'react';
import type { Diagnosis } from '@/lib/domain/diagnosis';
import { formatNumber } from '@/lib/domain/format';
import { FindingView } from '../findings/finding-view';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { CopyButton } from '../ui/copy-button';
import { Folded } from '../ui/folded';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { SeverityMark } from '../ui/severity-mark';
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
        {isGarbage ? 'Nothing was recognised' : verdictWords(findings.length)}
      </h2>
      {isGarbage ? (
        <Notice kind="unknown" title="Bilge does not know any of these lines">
          Bilge draws no conclusion from text it does not recognise. Run one of the commands below on the host and paste
          its whole output.
        </Notice>
      ) : null}
      {leftOut.length > 0 ? (
        <Notice kind="warning" title="Not everything was read or is shown">
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
        <Notice kind={unknown.length > 0 ? 'unknown' : 'pass'} title="No problems in this output">
          Only the pasted text was checked. {needWords(unknown.length)}
        </Notice>
      )}
      {open !== null ? (
        <Notice kind="unknown" title="The cause is not in this output">
          {open} The first command below shows it.
        </Notice>
      ) : null}
      {askFor.length > 0 ? (
        <section aria-labelledby="ask" className="flex max-w-3xl flex-col gap-2">
          <div className="flex items-center justify-between gap-3">
            <h3 id="ask" className="font-semibold">
              What to paste next
            </h3>
            {askFor.length > 1 ? <CopyButton text={askFor.join('\n')} what="all commands" /> : null}
          </div>
          <p className="text-sm text-soft">Most useful first. They only read.</p>
          {askFor.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </section>
      ) : null}
      {isGarbage || !mayAddHosts ? null : (
        <section aria-labelledby="add-this" className="flex max-w-3xl flex-col items-start gap-2">
          <h3 id="add-this" className="font-semibold">
            With access to the host
          </h3>
          <p className="text-sm text-soft">
            Bilge then shows where every byte is, proves what leaked, and can free it. Adding a host changes nothing on
            it.
          </p>
          <Button asChild>
            <Link href="/hosts/new">Add this host</Link>
          </Button>
        </section>
      )}
      {isGarbage ? null : <Pieces pieces={pieces} unread={unread} sources={sources} />}
      {unknown.length > 0 && !isGarbage ? <Unknown unknown={unknown} titles={titles} /> : null}
    </section>
  );
}

function needWords(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? '1 check needs more input; the commands below provide it.'
    : `${count} checks need more input; the commands below provide it.`;
}

function verdictWords(count: number): string {
  if (count === 0) return 'No findings';
  return count === 1 ? '1 finding' : `${count} findings`;
}

interface PiecesProps extends Pick<Diagnosis, 'pieces' | 'unread'> {
  sources: readonly string[];
}

function Pieces({ pieces, unread, sources }: PiecesProps) {
  const place = (piece: { firstLine: number; lines: number; text: number }) =>
    `, ${placeWords(piece)}${sources.length > 1 ? ` of ${sources[piece.text] ?? 'a text'}` : ''}`;
  return (
    <section aria-labelledby="pieces">
      <h3 id="pieces" className="sr-only">
        Recognised
      </h3>
      <Folded
        mark={<SeverityMark kind="pass" decorative />}
        summary={
          pieces.length === 1 ? '1 piece of output was recognised' : `${pieces.length} pieces of output were recognised`
        }
      >
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
  const lines = unread.reduce((sum, run) => sum + run.lines, 0);
  return lines === 1
    ? '1 line was not recognised and is ignored'
    : `${formatNumber(lines)} lines were not recognised and are ignored`;
}

function Unknown({ unknown, titles }: Pick<DiagnosisViewProps, 'titles'> & { unknown: Diagnosis['unknown'] }) {
  return (
    <Folded
      mark={<SeverityMark kind="unknown" decorative />}
      summary={unknown.length === 1 ? '1 check could not run' : `${unknown.length} checks could not run`}
    >
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
