'use client';

import { useState } from 'react';
import type { RecordingReview } from '@/lib/domain/recording';
import { Button } from '../ui/button';
import { BytesValue } from '../ui/bytes-value';
import { Folded } from '../ui/folded';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/relative-time';
import { offerFile } from '../ui/request-file';
import { requestJson } from '../ui/request-json';
import { recordingWords as words } from './recording-words';

/** Made by the dashboard, held by the page, and saved only when it was looked at: what is saved is what was reviewed. */
export function RecordingSection({ hostId, hostName }: { hostId: string; hostName: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [made, setMade] = useState<RecordingReview | null>(null);
  const make = async () => {
    setBusy(true);
    setProblem('');
    const outcome = await requestJson('GET', `/api/v1/hosts/${hostId}/recording`);
    setBusy(false);
    if (outcome.ok) setMade(outcome.value as RecordingReview);
    else setProblem(outcome.message);
  };
  return (
    <section aria-labelledby="recording">
      <h2 id="recording" className="mb-3 text-lg font-semibold">
        {words.title}
      </h2>
      <p className="mb-3 max-w-prose text-sm text-soft">{words.about}</p>
      <div role="status" className="flex flex-col gap-3 text-sm">
        {problem ? (
          <Notice kind="critical" title={words.failed}>
            {problem}
          </Notice>
        ) : null}
        {made ? <Review made={made} /> : null}
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        {made ? (
          <Button
            kind="primary"
            onClick={() => offerFile(new Blob([made.file], { type: 'application/json' }), `${hostName}-recording.json`)}
          >
            {words.save}
          </Button>
        ) : null}
        <Button disabled={busy} onClick={() => void make()}>
          {busy ? words.making : made ? words.again : words.make}
        </Button>
      </div>
    </section>
  );
}

function Review({ made }: { made: RecordingReview }) {
  const { counts, sections, replaced, differences } = made;
  return (
    <>
      <p>
        {words.ofScan} <LocalTime at={made.collectedAt} />, {words.sections(sections.known, sections.all)},{' '}
        <BytesValue bytes={new Blob([made.file]).size} />
      </p>
      <p>
        {words.replaced(counts.name, counts.id, counts.address)} {words.stays}
      </p>
      {differences.length === 0 ? (
        <p>{words.same}</p>
      ) : (
        <Notice kind="warning" title={words.differs}>
          {differences.map(({ checkId, host, recording }) => words.difference(checkId, host, recording)).join('\n')}
        </Notice>
      )}
      <Folded summary={words.list} count={replaced.length}>
        <p className="mt-2 text-soft">{words.listHint}</p>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe scrollable-region-focusable)
          tabIndex={0}
          className="mt-2 max-h-80 overflow-auto rounded-md bg-well p-3 text-xs"
        >
          {replaced.map(({ from, to }) => `${from} → ${to}`).join('\n')}
        </pre>
      </Folded>
    </>
  );
}
