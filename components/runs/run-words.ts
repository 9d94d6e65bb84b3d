import type { RunState, StepState } from '@/lib/domain/run';
import type { MarkKind } from '../ui/severity-mark';

export const runWords: Record<RunState, { word: string; mark: MarkKind }> = {
  starting: { word: 'Starting', mark: 'running' },
  running: { word: 'Running', mark: 'running' },
  succeeded: { word: 'Succeeded', mark: 'pass' },
  failed: { word: 'Failed', mark: 'fail' },
  refused: { word: 'Refused', mark: 'warning' },
  cancelled: { word: 'Cancelled', mark: 'not-applicable' },
  interrupted: { word: 'Interrupted', mark: 'fail' },
};

export const stepWords: Record<StepState, { word: string; mark: MarkKind }> = {
  waiting: { word: 'Waiting', mark: 'not-applicable' },
  intended: { word: 'Working', mark: 'running' },
  done: { word: 'Done', mark: 'pass' },
  'already-done': { word: 'Already done', mark: 'pass' },
  refused: { word: 'Skipped', mark: 'warning' },
  failed: { word: 'Failed', mark: 'fail' },
  undone: { word: 'Undone', mark: 'info' },
  'not-reached': { word: 'Not reached', mark: 'not-applicable' },
};
