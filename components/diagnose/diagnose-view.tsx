'use client';

import { useEffect, useRef, useState } from 'react';
import { type Diagnosis, pasteLimits } from '@/lib/domain/diagnosis';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { SubmitButton } from '../ui/submit-button';
import { AreaField } from '../ui/text-field';
import { diagnoseWords } from './diagnose-words';
import { DiagnosisView } from './diagnosis-view';
import { DroppedFiles, type DroppedText, useDroppedFiles } from './dropped-files';
import { readDiagnosis } from './read-diagnosis';

/** The commands that tell most, for someone who has nothing to paste yet. */
const firstCommands = ['docker info', 'docker system df -v', 'df -PT; df -Pi'];

interface Answer {
  diagnosis: Diagnosis;
  /** names of the texts, in the order in which they were sent */
  sources: string[];
}

interface DiagnoseViewProps {
  /** title of every check by its id */
  titles: Readonly<Record<string, string>>;
  mayAddHosts: boolean;
}

/** For a host that Bilge cannot reach: paste the output of its commands. Nothing is stored. */
export function DiagnoseView({ titles, mayAddHosts }: DiagnoseViewProps) {
  const [pasted, setPasted] = useState('');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const result = useRef<HTMLHeadingElement>(null);
  const dropped = useDroppedFiles();
  useEffect(() => {
    if (answer === null) return;
    result.current?.focus({ preventScroll: true });
    result.current?.scrollIntoView({ block: 'start' });
  }, [answer]);
  const texts = textsOf(pasted, dropped.files);
  const judge = async () => {
    const excuse = excuseOf(texts);
    setProblem(excuse ?? '');
    if (excuse !== null) return;
    setBusy(true);
    const outcome = await requestJson('POST', '/api/v1/diagnose', { texts: texts.map(({ text }) => text) });
    setBusy(false);
    const diagnosis = outcome.ok ? readDiagnosis(outcome.value) : null;
    if (diagnosis) setAnswer({ diagnosis, sources: texts.map(({ name }) => name) });
    else setProblem(outcome.ok ? diagnoseWords.unreadable : outcome.message);
  };
  const clear = () => {
    setPasted('');
    dropped.clear();
    setAnswer(null);
    setProblem('');
  };
  return (
    <div className="flex flex-col gap-8">
      <form
        method="post"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void judge();
        }}
        {...dropped.target}
      >
        <AreaField
          label={diagnoseWords.output}
          hint={diagnoseWords.hint}
          rows={12}
          autoCapitalize="none"
          autoCorrect="off"
          autoComplete="off"
          spellCheck={false}
          placeholder={diagnoseWords.example}
          value={pasted}
          onValue={setPasted}
        />
        <DroppedFiles {...dropped} />
        {problem ? <Notice kind="critical" title={problem} /> : null}
        <div className="flex flex-wrap gap-2">
          <SubmitButton kind="primary" disabled={busy} aria-busy={busy}>
            {busy ? diagnoseWords.reading : diagnoseWords.diagnose}
          </SubmitButton>
          {texts.length > 0 || answer ? (
            <Button kind="quiet" onClick={clear}>
              {diagnoseWords.clear}
            </Button>
          ) : null}
        </div>
        <p className="max-w-prose text-sm text-faint">{diagnoseWords.processedHere}</p>
      </form>
      {answer ? (
        <DiagnosisView mayAddHosts={mayAddHosts} {...answer} titles={titles} headingRef={result} />
      ) : (
        <section aria-labelledby="first" className="flex max-w-prose flex-col gap-2">
          <h2 id="first" className="font-semibold">
            {diagnoseWords.first}
          </h2>
          <p className="text-sm text-soft">{diagnoseWords.aboutFirst}</p>
          {firstCommands.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </section>
      )}
    </div>
  );
}

function textsOf(pasted: string, files: readonly DroppedText[]): DroppedText[] {
  return pasted.trim() === '' ? [...files] : [{ name: diagnoseWords.pasted, text: pasted }, ...files];
}

function excuseOf(texts: readonly DroppedText[]): string | null {
  if (texts.length === 0) return diagnoseWords.nothing;
  if (texts.length > pasteLimits.texts) return diagnoseWords.tooMany(pasteLimits.texts);
  const tooLong = texts.find(({ text }) => text.length > pasteLimits.charactersEach);
  if (tooLong) {
    return diagnoseWords.tooLong(tooLong.name, tooLong.text.length, pasteLimits.charactersEach);
  }
  const bytes = texts.reduce((sum, { text }) => sum + new Blob([text]).size, 0);
  if (bytes > pasteLimits.bytesTogether) return diagnoseWords.tooMuch(bytes, pasteLimits.bytesTogether);
  return null;
}
