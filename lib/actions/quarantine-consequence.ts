import type { ConsequenceContext } from '../domain/action.ts';
import { formatMoment } from '../domain/format.ts';

/** What a quarantine means for the disk and for the way back; in `delete` there is none. */
export function quarantineConsequence({ params: { mode }, freesAt, nearlyFull }: ConsequenceContext): string {
  if (mode === 'delete') return 'No way back.';
  if (freesAt === null) return 'Frees nothing until it is purged; can be restored until then.';
  const day = formatMoment(freesAt);
  return nearlyFull
    ? `Frees nothing now: the space is freed on ${day}. Can be restored until then.`
    : `Frees nothing until ${day}; can be restored until then.`;
}
