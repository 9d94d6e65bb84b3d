import type { RunAfterwards, Taken } from './afterwards.ts';
import { formatBytes } from './bytes.ts';
import { counted, formatMoment } from './format.ts';
import type { Run } from './run.ts';

export type QuarantinedNoun = 'layer' | 'lease';

/** What a run quarantined, restored or purged. A hold of a lease has its name: `bilge-` and the lease's. */
export function quarantinedNoun({ steps }: Pick<Run, 'steps'>): QuarantinedNoun {
  const isLease = steps.some(
    ({ target: { kind, id, label } }) =>
      kind === 'containerd-lease' || (kind === 'quarantine-entry' && label === `bilge-${id}`),
  );
  return isLease ? 'lease' : 'layer';
}

/** What became of a run's quarantine, a line each, for a terminal. The pages say the same with links. */
export function afterwardsWords(
  { quarantined, restored, purged, gone, of }: RunAfterwards,
  noun: QuarantinedNoun = 'layer',
): string[] {
  const taken = ({ count, runs }: Taken, what: string): string[] =>
    runs.slice(-1).map(({ id, at, by }) => `${counted(count, noun)} ${what} on ${formatMoment(at)} by ${by} (${id}).`);
  const lines = [...taken(restored, 'restored'), ...taken(purged, 'deleted for good')];
  if (gone > 0) lines.push(`${counted(gone, noun)} no longer quarantined; no run of Bilge did that.`);
  if (quarantined !== null && quarantined.count > 0) {
    const { count, bytes } = quarantined;
    const amount = bytes.state === 'known' ? formatBytes(bytes.value) : 'an amount that is not measured yet';
    lines.push(`${counted(count, noun)} quarantined, still using ${amount}.`);
  }
  return [...lines, ...of.map(({ id, at, by }) => `Quarantined by ${id} on ${formatMoment(at)} (${by}).`)];
}

/** One word for a list of runs; null while all of it is quarantined, or nothing ever was. */
export function fateWord({ quarantined, restored, purged, gone }: RunAfterwards): string | null {
  if (quarantined === null) return null;
  const isOver = quarantined.count === 0;
  if (restored.count > 0 && purged.count + gone === 0) return isOver ? 'undone' : 'partly undone';
  if (restored.count + purged.count + gone === 0) return null;
  return isOver ? 'quarantine over' : 'partly deleted';
}
