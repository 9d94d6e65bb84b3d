import type { QuarantinedNoun } from '@/lib/domain/afterwards-words';
import { counted } from '@/lib/domain/format';

/** What the browser draws on the page of a run: its buttons and its output. */
export const runControlWords = {
  output: 'Output',
  outputUtc: 'Output, times in UTC',
  waiting: 'Waiting for the host’s first line…',
  stopping: 'Stopping after this step',
  stop: 'Stop after this step',
  notStopped: 'The run was not stopped.',
  noRun: 'The dashboard’s answer contains no run.',
  restoreObjects: (count: number, noun: QuarantinedNoun) => `Restore ${counted(count, noun)}…`,
  undo: (title: string) => `Undo “${title}”?`,
  restore: 'Restore',
  aboutUndo: 'What this run quarantined is restored to its original place. The space it would have freed stays in use.',
  nothingRestored: 'Nothing was restored.',
  print: 'Print',
  elapsed: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
};
