import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import type { DaemonState } from '../rows/daemon-state.ts';
import { isoOfSeconds } from './instants.ts';

/**
 * The gate that replaces "wait and see": what was created before the running daemon cannot be something that this daemon is creating.
 *
 * While an image is pulled nothing on disk names the directory that is being unpacked, for minutes. A single look at a busy host
 * would call it an orphan 90 times a minute. But every such directory is younger than the dockerd that unpacks it, because a
 * daemon forgets unfinished work when it ends. So if nothing refers to it and it is older than the daemon, nothing that the daemon does now
 * can need it. Younger ones wait for the next restart of Docker, or for a scan while Docker is stopped, where the set of
 * references alone is the proof.
 *
 * The daemon's start is known twice: the birth time of `ROOT/tmp`, which each start recreates, and the start time of the process. The
 * earlier one counts, since a clock that was corrected in between can only make one of them too late, and too late is the
 * dangerous side. Two seconds stand off rounding.
 */
const marginSeconds = 2;

export type BirthGate =
  | { kind: 'stopped' }
  | { kind: 'running'; startedSeconds: number; startedAt: string }
  | { kind: 'unknown'; why: string };

export function birthGate(daemon: DaemonState, tmpBirthSeconds: number | null): BirthGate {
  if (daemon.isStopped) return { kind: 'stopped' };
  const starts = daemon.daemons.map((each) => each.startedSeconds);
  if (tmpBirthSeconds !== null) starts.push(tmpBirthSeconds);
  const usable = starts.filter((seconds) => Number.isFinite(seconds) && seconds > 0);
  if (usable.length === 0) return { kind: 'unknown', why: 'It is unknown when the running dockerd started.' };
  const startedSeconds = Math.min(...usable);
  return { kind: 'running', startedSeconds, startedAt: isoOfSeconds(startedSeconds) };
}

export interface Age {
  state: Extract<Leak['state'], 'orphan' | 'too-young' | 'unconfirmed'>;
  step: ProofStep;
}

/** @param bornSeconds birth, never a modification or change time: those come from the image's archive or are inherited */
export function judgeAge(
  gate: BirthGate,
  bornSeconds: number | null,
  why = 'Its creation time cannot be read here.',
): Age {
  const source = 'Age';
  if (gate.kind === 'stopped') {
    return { state: 'orphan', step: { source, checked: 'Docker is stopped, so nothing is being created.' } };
  }
  // 0 is how old inodes without a birth field look.
  if (bornSeconds === null || bornSeconds <= 0)
    return { state: 'unconfirmed', step: { source, checked: `${why} It may be in use right now.` } };
  const born = `Created ${isoOfSeconds(bornSeconds)}`;
  if (gate.kind === 'unknown') return { state: 'unconfirmed', step: { source, checked: `${born}. ${gate.why}` } };
  if (bornSeconds <= gate.startedSeconds - marginSeconds) {
    const checked = `${born}, before the running dockerd started (${gate.startedAt}): nothing it is doing now can be creating this.`;
    return { state: 'orphan', step: { source, checked } };
  }
  const checked = `${born}, after the running dockerd started (${gate.startedAt}): it may still be being created. Can be judged after the next Docker restart.`;
  return { state: 'too-young', step: { source, checked } };
}
