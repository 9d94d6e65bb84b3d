import type { Host } from '../../domain/host.ts';
import type { BackOff } from '../../monitor/jobs/job-policy.ts';
import type { Application } from '../core/application.ts';

/** What a job of this kind is about: a host, a schedule, or the dashboard itself (id ''). */
export interface JobSubject {
  id: string;
  /** one job at a time on a host; null: it touches none, and is not counted in the bound of all */
  host: Host | null;
}

export interface JobContext {
  app: Application;
  subject: JobSubject;
  /** comes when the dashboard stops, or a person cancels the job */
  signal: AbortSignal;
  /** a person or an event asked for it: it is done even if it was done a moment ago */
  isWoken: boolean;
}

export interface JobOutcome {
  /** instead of the usual interval */
  nextAtMs?: number;
  /** shown where a failure would be, without counting as one: why nothing was done */
  said?: string;
}

/** One more kind of job is one more file and a line in job-kinds.ts. */
export interface JobKind {
  id: string;
  /** for a person */
  title: string;
  /** Done many times an hour and in no time: kept in memory, because each line in the database is a write to someone's SSD. */
  isQuick?: true;
  subjects(app: Application, hosts: readonly Host[]): readonly JobSubject[];
  /** from the end of one to the next, in ms; the runner adds the jitter */
  everyMs(app: Application, subject: JobSubject): number;
  /** When it is due by its own calendar, asked at every look; the runner then adds nothing. */
  dueAtMs?(app: Application, subject: JobSubject): number;
  backOff(app: Application, subject: JobSubject): BackOff;
  /** Rejects: it failed, and is tried again after the back-off. */
  work(context: JobContext): Promise<JobOutcome | undefined>;
  /** Wakes its jobs when something happens. @returns how it stops listening */
  listen?(app: Application, wake: (subjectId?: string) => void): () => void;
}

export const dashboardItself: readonly JobSubject[] = [{ id: '', host: null }];

export function eachHost(_app: Application, hosts: readonly Host[]): readonly JobSubject[] {
  return hosts.map((host) => ({ id: host.id, host }));
}

export function jobKey(kind: Pick<JobKind, 'id'>, subjectId: string): string {
  return subjectId === '' ? kind.id : `${kind.id} ${subjectId}`;
}
