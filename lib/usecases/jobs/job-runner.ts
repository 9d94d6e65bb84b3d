import { userMessageOf } from '../../domain/errors.ts';
import type { JobRow, RunningJobs } from '../../domain/job.ts';
import { backOffMs, correctedMs, jittered, jobsToBegin } from '../../monitor/jobs/job-policy.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { type JobContext, type JobKind, type JobOutcome, type JobSubject, jobKey } from './job-kind.ts';
import { type Job, newRow, rowOf } from './job-row.ts';

/** Two cores at home are enough for a few scans at once; a host that does not answer keeps its place for half a minute. */
const mostOnHosts = 3;
/** Looked at least this often: the command line may have woken a job in the table, and the clock may have jumped. */
const longestSleepMs = 5_000;
/** Nearer than this is not worth asking what a job costs. */
const plausibleMs = 3_600_000;
/** A busy moment (a run writes many lines) wakes a job once. */
const wakeDelayMs = 1_000;

interface RunningJob {
  key: string;
  hostId: string | null;
  nextAtMs: number;
  isHeld: boolean;
  controller: AbortController;
  ended: Promise<void>;
}

/**
 * Does what Bilge does by itself: one clock for all of it, one table that remembers it (docs/decisions/0020-jobs.md). The table is the
 * truth: the command line changes it, and a restart goes on from it. Each job ends before it begins again, however often it is woken.
 */
export class JobRunner implements RunningJobs {
  readonly #app: Application;
  readonly #kinds: readonly JobKind[];
  readonly #chance: () => number;
  readonly #running = new Map<string, RunningJob>();
  /** the rows of quick kinds */
  readonly #quick = new Map<string, JobRow>();
  readonly #woken = new Set<string>();
  readonly #stopListening: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looksAtMs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(app: Application, kinds: readonly JobKind[], chance: () => number = Math.random) {
    this.#app = app;
    this.#kinds = kinds;
    this.#chance = chance;
  }

  start(): void {
    this.#app.store.jobs.recover(
      this.#app.now().getTime(),
      'The dashboard stopped while this was going on. It is done again.',
    );
    for (const kind of this.#kinds) {
      const stop = kind.listen?.(this.#app, (id = '') => this.wake(jobKey(kind, id), wakeDelayMs));
      if (stop) this.#stopListening.push(stop);
    }
    this.look();
  }

  /** No job begins after this. What goes on is told to end; its row waits, so that the next start begins with it. */
  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stopListening) stop();
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort(new Error('The dashboard stops.'));
    const nowMs = this.#app.now().getTime();
    for (const { key } of running) {
      const row = this.#app.store.jobs.byKey(key);
      if (row?.state === 'running') this.#app.store.jobs.put({ ...row, state: 'waiting', nextAtMs: nowMs });
    }
    return Promise.all(running.map(({ ended }) => ended)).then(() => undefined);
  }

  /** Due now, also if it was done a moment ago; while it runs, once more afterwards. Unknown keys are ignored. */
  wake(key: string, inMs = 0): void {
    if (this.#isStopped) return;
    this.#woken.add(key);
    const atMs = this.#app.now().getTime() + inMs;
    const quick = this.#quick.get(key);
    // A wake that waits already is not postponed by the next one.
    if (quick && quick.nextAtMs > atMs) this.#quick.set(key, { ...quick, nextAtMs: atMs });
    if (!quick && !this.#running.has(key)) this.#app.store.jobs.dueAt(key, atMs);
    this.#sleep(inMs);
  }

  /** Ends a job that goes on; it is tried again at its usual time. @returns whether it went on */
  cancel(key: string): boolean {
    const running = this.#running.get(key);
    running?.controller.abort(new Error('A person cancelled it.'));
    return running !== undefined;
  }

  rows(): JobRow[] {
    const stored = this.#app.store.jobs.all();
    const held = new Set(stored.map(({ key }) => key));
    return [...stored, ...[...this.#quick.values()].filter(({ key }) => !held.has(key))];
  }

  /** All that go on now; for tests and for the end of the process. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Begins what is due. Called by the timer; a test calls it itself. */
  look(): void {
    if (this.#isStopped) return;
    this.#looksAtMs = Number.POSITIVE_INFINITY;
    try {
      const jobs = this.#jobs();
      const running = [...this.#running.values()];
      const nowMs = this.#app.now().getTime();
      for (const job of jobsToBegin(jobs, { nowMs, running, mostOnHosts })) this.#begin(job);
      // What is due and waits for its host begins when a job ends.
      const later = jobs.filter(({ isHeld, nextAtMs }) => !isHeld && nextAtMs > nowMs).map(({ nextAtMs }) => nextAtMs);
      this.#sleep(Math.min(...later, Number.POSITIVE_INFINITY) - nowMs);
    } catch (error) {
      // A timer has no caller to throw to. A full disk or a locked database passes; the next look tries again.
      logProblem('looking for jobs', error);
      this.#sleep(longestSleepMs);
    }
  }

  #sleep(ms: number): void {
    if (this.#isStopped) return;
    const waitMs = Math.max(10, Math.min(ms, longestSleepMs));
    // Of the monotonic clock. A later wish never puts off an earlier one.
    const atMs = performance.now() + waitMs;
    if (atMs >= this.#looksAtMs) return;
    this.#looksAtMs = atMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), waitMs);
    this.#timer.unref();
  }

  /** Every job that there is by now; new ones get their row, rows of what is gone go. */
  #jobs(): Job[] {
    const { store } = this.#app;
    const hosts = store.hosts.all();
    const stored = new Map(store.jobs.all().map((row) => [row.key, row]));
    const known = new Set<string>();
    const jobs = this.#kinds.flatMap((def) =>
      def.subjects(this.#app, hosts).map((subject): Job => {
        const key = jobKey(def, subject.id);
        known.add(key);
        const row = this.#plausible(def, subject, stored.get(key) ?? this.#quick.get(key) ?? this.#added(def, subject));
        return { ...row, def, subject, isHeld: row.state === 'held' };
      }),
    );
    const mine = new Set(this.#kinds.map(({ id }) => id));
    for (const { key, kind } of stored.values()) if (mine.has(kind) && !known.has(key)) store.jobs.remove(key);
    for (const key of this.#quick.keys()) if (!known.has(key)) this.#quick.delete(key);
    return jobs;
  }

  #added(def: JobKind, subject: JobSubject): JobRow {
    const nowMs = this.#app.now().getTime();
    // It may have been woken before this look saw it: a schedule that is run at once after it was saved.
    const isWoken = this.#woken.has(jobKey(def, subject.id));
    const nextAtMs = isWoken ? nowMs : (def.dueAtMs?.(this.#app, subject) ?? nowMs);
    return this.#put(def, newRow(def, subject, nextAtMs));
  }

  #plausible(def: JobKind, subject: JobSubject, row: JobRow): JobRow {
    if (this.#running.has(row.key) || this.#woken.has(row.key)) return row;
    const nowMs = this.#app.now().getTime();
    if (def.dueAtMs && row.attempts === 0) {
      const dueAtMs = def.dueAtMs(this.#app, subject);
      return dueAtMs === row.nextAtMs ? row : this.#put(def, { ...row, nextAtMs: dueAtMs });
    }
    if (row.nextAtMs - nowMs < plausibleMs) return row;
    const longestMs = Math.max(def.everyMs(this.#app, subject), def.backOff(this.#app, subject).longestMs);
    const correctMs = correctedMs(row.nextAtMs, nowMs, longestMs);
    return correctMs === null ? row : this.#put(def, { ...row, nextAtMs: Math.round(correctMs) });
  }

  #put(def: JobKind, row: JobRow): JobRow {
    // Quick ones leave the memory only with a problem or a pause, which must be seen from outside.
    if (def.isQuick) this.#quick.set(row.key, row);
    else this.#app.store.jobs.put(row);
    return row;
  }

  #begin(job: Job): void {
    const { def, subject, key } = job;
    const controller = new AbortController();
    const isWoken = this.#woken.delete(key);
    const begunAtMs = this.#app.now().getTime();
    this.#put(def, { ...rowOf(job), state: 'running', begunAtMs });
    const startedMs = performance.now();
    const context: JobContext = { app: this.#app, subject, signal: controller.signal, isWoken };
    const work = async (): Promise<JobOutcome | undefined> => def.work(context);
    const ended = work()
      .then(
        (outcome) => this.#end(job, begunAtMs, performance.now() - startedMs, { outcome }),
        (error: unknown) => this.#end(job, begunAtMs, performance.now() - startedMs, { error }),
      )
      .catch((error: unknown) => logProblem(`writing down the job ${key}`, error))
      .finally(() => {
        this.#running.delete(key);
        this.#sleep(0);
      });
    this.#running.set(key, { key, hostId: job.hostId, nextAtMs: job.nextAtMs, isHeld: false, controller, ended });
  }

  #end(job: Job, begunAtMs: number, tookMs: number, end: { outcome?: JobOutcome | undefined; error?: unknown }): void {
    // The store may be closed by now, and `stop` has written what the next start needs.
    if (this.#isStopped) return;
    const { def, subject, key } = job;
    const before = this.#quick.get(key) ?? this.#app.store.jobs.byKey(key);
    // Its host or schedule was removed meanwhile: the row is gone with it.
    if (before === null) return;
    const hasFailed = 'error' in end;
    const attempts = hasFailed ? before.attempts + 1 : 0;
    const nowMs = this.#app.now().getTime();
    const pauseMs = hasFailed ? backOffMs(attempts, def.backOff(this.#app, subject)) : def.everyMs(this.#app, subject);
    const usualMs = nowMs + jittered(pauseMs, this.#chance());
    const problem = hasFailed ? userMessageOf(end.error) : (end.outcome?.said ?? null);
    if (hasFailed && problem !== before.problem)
      logProblem(`${def.title}${subject.host ? ` of ${subject.host.name}` : ''}`, end.error);
    this.#put(def, {
      ...before,
      state: before.state === 'held' ? 'held' : 'waiting',
      attempts,
      begunAtMs,
      endedAtMs: nowMs,
      tookMs: Math.round(tookMs),
      problem,
      nextAtMs: Math.round(this.#woken.has(key) ? nowMs : (end.outcome?.nextAtMs ?? usualMs)),
    });
  }
}
