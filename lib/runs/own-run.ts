import type { AskEngine, EngineJudgement, EngineOutcome } from '../actions/ops/op.ts';
import { DockerApiError, messageOf } from '../domain/errors.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import { type JournalEntry, type JournalText, type JournalType, journalEntry } from '../domain/run.ts';
import type { DockerApi } from '../domain/session.ts';
import { runIdOfPlan } from './compile.ts';

/**
 * A run that the dashboard does itself, in the order and with the words of the script: is it the host of the plan, check the object, write to
 * the journal, perform, probe, write to the journal. The journal is in the store. Unlike a script, such a run ends with the dashboard's process.
 */
export interface OwnRunOptions {
  plan: Plan;
  /** on disk when it returns, so that an intent is written before its effect */
  write: (entries: JournalEntry[]) => void;
  isCancelled: () => boolean;
  now?: () => number;
}

/** One step: looks, and acts. Both may throw: before the effect that is a refusal, after it the outcome is unknown and the run ends. */
export interface StepWork {
  judge(): Promise<EngineJudgement>;
  perform(): Promise<EngineOutcome>;
}

type Outcome = NonNullable<JournalEntry['outcome']>;

export abstract class OwnRun {
  protected readonly plan: Plan;
  readonly #options: OwnRunOptions;
  protected readonly now: () => number;
  #seq = 0;
  #halted: { outcome: Outcome; said: string } | null = null;
  #done = 0;
  #refused = 0;
  #failed = 0;

  constructor(options: OwnRunOptions) {
    this.#options = options;
    this.plan = options.plan;
    this.now = options.now ?? Date.now;
  }

  /** whom the steps ask, for a person */
  protected abstract readonly asked: string;
  /** Null: it is the host that the plan was made for. Asked before every step. */
  protected abstract otherHost(): Promise<string | null>;
  /** null: there is no way to do it here */
  protected abstract workOf(step: PlannedStep): StepWork | null;
  /** once the host is known to be the planned one */
  protected async begin(): Promise<void> {}
  /** after a step that failed or was refused, and before the end */
  protected async afterFailure(_step: PlannedStep): Promise<void> {}
  protected async finish(): Promise<void> {}

  async run(): Promise<void> {
    this.entry('run.started', { said: this.plan.title });
    const mismatch = await this.otherHost();
    if (mismatch !== null) {
      this.entry('guard.judged', { guard: 'identity', said: mismatch });
      this.entry('run.ended', { guard: 'identity', said: mismatch, outcome: 'refused' });
      return;
    }
    this.entry('guard.judged', { guard: 'identity', said: 'the engine matches the plan' });
    await this.begin();
    for (const step of this.plan.steps) {
      if (this.#halted === null && this.#options.isCancelled()) this.halt('cancelled', 'cancelled by the operator');
      if (this.#halted !== null) break;
      await this.#step(step);
    }
    await this.finish();
    this.#end();
  }

  protected get isHalted(): boolean {
    return this.#halted !== null;
  }

  /** The first reason counts. */
  protected halt(outcome: Outcome, said: string): void {
    this.#halted ??= { outcome, said };
  }

  protected entry<Type extends JournalType>(type: Type, text: JournalText<Type>): void {
    this.#seq += 1;
    const at = new Date(this.now()).toISOString();
    this.#options.write([journalEntry({ runId: runIdOfPlan(this.plan.id), seq: this.#seq, at }, type, text)]);
  }

  async #step(step: PlannedStep): Promise<void> {
    const work = this.workOf(step);
    if (work === null) return this.#refuse(step, 'shell', 'it needs a shell on the host');
    const mismatch = await this.otherHost();
    if (mismatch !== null) {
      this.halt('failed', mismatch);
      return;
    }
    try {
      const judged = await work.judge();
      if (judged.state === 'already') return this.entry('step.already-done', { step: step.number, said: judged.said });
      if (judged.state === 'refused') return this.#refuse(step, judged.guardId, judged.said);
    } catch (error) {
      return this.#refuse(step, 'in-use', `could not ask ${this.asked} about it: ${messageOf(error)}`);
    }
    this.entry('step.intended', { step: step.number });
    let outcome: EngineOutcome;
    try {
      outcome = await work.perform();
    } catch (error) {
      // An unexpected answer: the outcome of this step is unknown, and the next one is not started.
      this.halt('failed', `stopped by an unexpected error: ${messageOf(error)}`);
      return this.#fail(step, `its outcome is unknown: ${messageOf(error)}`);
    }
    if (outcome.state === 'refused') return this.#refuse(step, outcome.guardId, outcome.said);
    if (outcome.state === 'failed') return this.#fail(step, outcome.said);
    this.#done += 1;
    this.entry('step.done', { step: step.number, ...(outcome.said === undefined ? {} : { said: outcome.said }) });
  }

  async #refuse(step: PlannedStep, guard: string, said: string): Promise<void> {
    this.#refused += 1;
    this.entry('step.refused', { step: step.number, guard, said });
    await this.#afterFailure(step);
  }

  async #fail(step: PlannedStep, said: string): Promise<void> {
    this.#failed += 1;
    this.entry('step.failed', { step: step.number, said });
    await this.#afterFailure(step);
  }

  async #afterFailure(step: PlannedStep): Promise<void> {
    if (this.plan.onFailure !== 'continue') this.halt('failed', 'a step failed or was refused');
    await this.afterFailure(step);
  }

  /** The same words as the last line of the script's journal (prelude/ending.sh). */
  #end(): void {
    const counted = `${this.#done} done, ${this.#refused} skipped, ${this.#failed} failed; see the steps`;
    let outcome = this.#halted?.outcome ?? 'succeeded';
    if (outcome === 'succeeded' && this.#failed > 0) outcome = 'failed';
    if (outcome === 'succeeded' && this.#done === 0 && this.#refused > 0) outcome = 'refused';
    const said = this.#halted?.said ?? (this.#refused + this.#failed > 0 ? counted : null);
    this.entry('run.ended', { outcome, ...(said === null ? {} : { said }) });
  }
}

/** What steps ask the Engine, over a live connection each time; null: there is no such object. */
export function askOver(docker: () => Promise<DockerApi>): AskEngine {
  return async (path, query) => {
    try {
      return await (await docker()).json({ method: 'GET', path, ...(query === undefined ? {} : { query }) });
    } catch (error) {
      if (error instanceof DockerApiError && error.status === 404) return null;
      throw error;
    }
  };
}
