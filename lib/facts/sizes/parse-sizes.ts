import type { Measurement, MeasurementNeed } from '../../domain/measurement.ts';

/** One line of the size script's output; null for lines that carry no object (`done`). */
export type SizeLine =
  | { index: number; measurement: Measurement }
  | { index: number; problem: 'gone' | 'timed-out' | 'failed' }
  | { viewProblem: true }
  | null;

export function parseSizeLine(line: string, needs: readonly MeasurementNeed[], now: string): SizeLine {
  if (line === '! no-view') return { viewProblem: true };
  const words = line.trim().split(' ');
  const index = Number(words[0]);
  const need = needs[index];
  if (!/^\d+$/.test(words[0] ?? '') || need === undefined) return null;
  if (words[1] === '!') return { index, problem: problemOf(words[2]) };
  const bytes = Number(words[1]);
  if (!/^\d+$/.test(words[1] ?? '') || !Number.isSafeInteger(bytes)) return null;
  const method = words[2] ?? '';
  return {
    index,
    measurement: {
      kind: need.kind,
      object: need.object,
      identity: need.identity,
      bytes,
      exact: method === 'blocks',
      how: explain(method),
      measuredAt: now,
    },
  };
}

function problemOf(word: string | undefined): 'gone' | 'timed-out' | 'failed' {
  return word === 'gone' || word === 'timed-out' ? word : 'failed';
}

function explain(method: string): string {
  if (method === 'blocks') return 'disk blocks of its tree (du)';
  if (method === 'btrfs-exclusive') return 'extents held by it alone (btrfs filesystem du); shared data comes on top';
  return 'disk blocks of the part of its tree that could be read';
}
