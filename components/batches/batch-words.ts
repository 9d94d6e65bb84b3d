import type { ListedBatch, ShownBatch } from '@/lib/domain/batch';
import { batchKindOf } from '@/lib/domain/batch';
import type { MarkKind } from '../ui/severity-mark';

type Item = ShownBatch['items'][number];

export const itemWords: Record<Item['state'], { word: string; mark: MarkKind }> = {
  waiting: { word: 'Waiting for its plan', mark: 'unknown' },
  blocked: { word: 'Nothing to do', mark: 'info' },
  planned: { word: 'Planned', mark: 'info' },
  running: { word: 'Running', mark: 'running' },
  done: { word: 'Done', mark: 'pass' },
  surprise: { word: 'Stopped here', mark: 'critical' },
  'not-reached': { word: 'Not started', mark: 'unknown' },
};

/** The title of the page: it says where the cleanup stands before anything else is read. */
export function batchTitle({ kind, state, items }: ListedBatch | ShownBatch): string {
  const { title } = batchKindOf[kind];
  const states = items.map((item) => item.state);
  const count = (...wanted: string[]): number => states.filter((each) => wanted.includes(each)).length;
  const done = count('done');
  switch (state) {
    case 'planning':
      return `Planning: ${title}, ${items.length - count('waiting')} of ${items.length} hosts`;
    case 'proposed':
      return `Review: ${title}`;
    case 'running':
      return `Running: ${title}, ${done} of ${items.length - count('blocked')} hosts`;
    case 'succeeded':
      return `Done: ${title}`;
    case 'stopped':
      return `Stopped: ${title}`;
    case 'interrupted':
      return `Interrupted: ${title}`;
  }
}
