import { formatBytes } from '@/lib/domain/bytes';
import { formatPercent, wallClock } from '@/lib/domain/format';
import { printableName } from '@/lib/domain/names';
import type { JournalEntry, JournalType } from '@/lib/domain/run';

/** One line of a run's output. */
export interface OutputLine {
  seq: number;
  /** ISO */
  at: string;
  text: string;
}

const stepWords: Partial<Record<JournalType, string>> = {
  'step.intended': 'started',
  'step.done': 'done',
  'step.already-done': 'already done',
  'step.refused': 'skipped',
  'step.failed': 'failed',
  'step.undone': 'undone',
};

/** `Step 4 done`, with what the host said. */
export function outputLine(entry: JournalEntry): OutputLine {
  return { seq: entry.seq, at: entry.at, text: printableName(wordsOf(entry)) };
}

/** `14:03:22  Step 4 done`, on the reader's clock; null is UTC. The seconds of all zones are the same. */
export function timedLine({ at, text }: OutputLine, zone: string | null): string {
  return `${wallClock(at, zone)}${at.slice(16, 19)}  ${text}`;
}

function wordsOf(entry: JournalEntry): string {
  const said = entry.said ?? '';
  const step = stepWords[entry.type];
  if (step !== undefined) return `Step ${entry.step ?? '?'} ${step}${said ? `: ${said}` : ''}`;
  switch (entry.type) {
    case 'run.started':
      return entry.directory ? `Started on the host in ${entry.directory}` : 'Started';
    case 'run.space':
      return entry.availableBytes === undefined
        ? said
        : `${formatBytes(entry.availableBytes)} free${entry.when === undefined || entry.when === 'during' ? '' : ` (${entry.when})`}`;
    case 'run.ended':
      return `Ended: ${entry.outcome ?? ''}${said ? `. ${said}` : ''}`;
    case 'step.progress':
      return `Step ${entry.step ?? '?'}: ${[...(entry.fraction === undefined ? [] : [formatPercent(Math.round(entry.fraction * 100))]), said].join(', ')}`;
    case 'guard.judged':
      return `Checked ${entry.guard ?? ''}${said ? `: ${said}` : ''}`;
    default:
      return said;
  }
}

/** Adds lines that are not there yet, in order, and keeps the newest. */
export function withLines(before: readonly OutputLine[], added: readonly OutputLine[], most: number): OutputLine[] {
  const last = before.at(-1)?.seq ?? 0;
  const fresh = added.filter((line) => line.seq > last && line.text.length > 10);
  return fresh.length === 0 ? [...before] : [...before, ...fresh].slice(-most);
}
