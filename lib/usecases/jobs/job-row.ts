import type { JobRow } from '../../domain/job.ts';
import { type JobKind, type JobSubject, jobKey } from './job-kind.ts';

/** A row with the kind and the host that it is about. */
export interface Job extends JobRow {
  def: JobKind;
  subject: JobSubject;
  isHeld: boolean;
}

/** Of what there was no job before. */
export function newRow(def: JobKind, subject: JobSubject, nextAtMs: number): JobRow {
  return {
    key: jobKey(def, subject.id),
    kind: def.id,
    hostId: subject.host?.id ?? null,
    state: 'waiting',
    attempts: 0,
    nextAtMs,
    begunAtMs: null,
    endedAtMs: null,
    tookMs: null,
    problem: null,
  };
}

export function rowOf({ def: _def, subject: _subject, isHeld: _isHeld, ...row }: Job): JobRow {
  return row;
}
