import type { ContainerdDetails } from '../../../domain/containerd-facts.ts';
import { isoOfSeconds } from '../ownership/instants.ts';

/**
 * Rule 4, the positive half: was this data root the one in use when a lease was made? Its age alone does not tell. Below a mount point may lie
 * an older data root than the disk's own; with the disk missing that one is used, before and after the time of the lease, and the
 * lease's container looks dead (docs/reference/containerd-on-disk.md#was-this-data-root-in-use).
 *
 * dockerd takes its data root once, when it starts. So a lease belongs to the data root that some record shows in use both before and after it
 * within the same life of dockerd. The record must lie in the very folder that would hold the owner, since `containers/` may be a
 * mount of its own.
 */
export interface FolderUse {
  /** `containers` or the build cache, for a person */
  what: string;
  /** when owners that are still there were made: only a dockerd that works on this folder writes that */
  made: number[];
  /** when they ended; what dockerd writes of it may be noted by a later life, so it stands for "after" only */
  ended: number[];
}

export interface RootUse {
  /** oldest first; null: not known */
  starts: readonly number[] | null;
  whyUnknown: string;
}

/** A start is noted just before dockerd begins, never after; more than this between the two, and the journal is of another service. */
const longestStartSeconds = 180;

/** @param startedSeconds of the running dockerd; null: it is stopped */
export function rootUse({ surroundings }: ContainerdDetails, startedSeconds: number | null): RootUse {
  const unknown = (whyUnknown: string): RootUse => ({ starts: null, whyUnknown });
  if (surroundings === undefined)
    return unknown(
      'This scan was made by an older Bilge, which did not read when dockerd was started. Scan this host again.',
    );
  const starts = surroundings.dockerStarts;
  if (starts === null) return unknown('The journal of this host does not tell when dockerd was started.');
  const last = starts.at(-1) ?? Number.NaN;
  const isOfRunning =
    startedSeconds !== null && startedSeconds >= last - 2 && startedSeconds <= last + longestStartSeconds;
  if (!isOfRunning)
    return unknown(
      'The last start of dockerd in the journal is not that of the running one, so others may be missing in it.',
    );
  return { starts, whyUnknown: '' };
}

export type Use = { isProven: true; said: string } | { isProven: false; said: string };

/** Both lists ascending. */
export function inUseAt(created: number, { starts, whyUnknown }: RootUse, { what, made, ended }: FolderUse): Use {
  const no = (said: string): Use => ({ isProven: false, said });
  if (starts === null) return no(whyUnknown);
  const life = lastAtOrBefore(starts, created);
  const begun = starts[life];
  if (begun === undefined)
    return no(
      `The journal goes back to ${isoOfSeconds(starts[0] ?? 0)} only, so it is unknown which dockerd made the lease.`,
    );
  const over = starts[life + 1] ?? Number.POSITIVE_INFINITY;
  const before = made[lastAtOrBefore(made, created)];
  const after = Math.min(firstAtOrAfter(made, created), firstAtOrAfter(ended, created));
  const itsDockerd = `the dockerd that was started on ${isoOfSeconds(begun)}`;
  if (before === undefined || before <= begun)
    return no(
      `No other record in ${what} was made before the lease by ${itsDockerd}, so it is not proven that this data root was in use.`,
    );
  if (after >= over)
    return no(
      `No other record in ${what} is of after the lease and of ${itsDockerd}, so it is not proven that this data root was in use.`,
    );
  return {
    isProven: true,
    said: `This data root was in use: ${what} has records of ${isoOfSeconds(before)} and ${isoOfSeconds(after)}, before and after the lease, and dockerd was not started in between.`,
  };
}

/** Index of the last that is not above; -1: none. */
function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function firstAtOrAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return ascending[low] ?? Number.POSITIVE_INFINITY;
}
