'use client';

import { useEffect, useRef, useState } from 'react';
import { isFinal, type JournalEntry, journalTypes, type RunState } from '@/lib/domain/run';
import { useReaderClock } from '../ui/reader-clock';
import { type OutputLine, outputLine, timedLine, withLines } from './journal-words';
import { runControlWords } from './run-control-words';

const mostLines = 1000;

interface LiveOutputProps {
  runId: string;
  /** the newest lines when the page was made */
  lines: readonly OutputLine[];
  /** seq of the last entry that the page knows */
  lastSeq: number;
  ended: boolean;
}

/**
 * The journal, line by line as the host writes it. Its stream is open only while the run is running and the tab is visible: a browser
 * allows six connections to one server, and each tab holds one already.
 */
export function LiveOutput({ runId, lines: known, lastSeq, ended }: LiveOutputProps) {
  const { zone } = useReaderClock();
  const [lines, setLines] = useState<readonly OutputLine[]>(known);
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  const begin = useRef(lastSeq);
  useEffect(() => setLines((before) => withLines(before, known, mostLines)), [known]);
  useEffect(() => {
    if (ended) return;
    let source: EventSource | null = null;
    let seq = begin.current;
    const take = (event: MessageEvent<string>) => {
      const entry = JSON.parse(event.data) as JournalEntry;
      seq = Math.max(seq, entry.seq);
      setLines((before) => withLines(before, [outputLine(entry)], mostLines));
    };
    const close = () => {
      source?.close();
      source = null;
    };
    const open = () => {
      source = new EventSource(`/api/v1/runs/${encodeURIComponent(runId)}/events?after=${seq}`);
      for (const type of journalTypes) source.addEventListener(type, take);
      source.addEventListener('run', (event: MessageEvent<string>) => {
        const { state } = JSON.parse(event.data) as { state: RunState };
        if (isFinal(state)) close();
      });
    };
    const follow = () => {
      if (document.hidden) close();
      else if (!source) open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close();
    };
  }, [runId, ended]);
  // Someone who scrolled up to read stays there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new lines that make the box longer
  useEffect(() => {
    const element = box.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [lines]);
  if (lines.length === 0 && ended) return null;
  return (
    <section aria-labelledby="output">
      <h2 id="output" className="mb-2 text-lg font-semibold">
        {runControlWords.output}
      </h2>
      <pre
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={zone === null ? runControlWords.outputUtc : runControlWords.output}
        role="log"
        // Each step is announced above; every line of output would be too much.
        aria-live="off"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
        className="max-h-96 min-h-24 overflow-auto rounded-md bg-well p-3 text-xs leading-5 whitespace-pre-wrap print:max-h-none"
      >
        {lines.length > 0 ? lines.map((line) => timedLine(line, zone)).join('\n') : runControlWords.waiting}
      </pre>
    </section>
  );
}
