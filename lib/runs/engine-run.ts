import { z } from 'zod';
import type { AskEngine, EngineFace, EngineOutcome } from '../actions/ops/op.ts';
import { DockerApiError, messageOf, TransportError } from '../domain/errors.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import { type JournalEntry, type JournalText, type JournalType, journalEntry } from '../domain/run.ts';
import type { DockerApi, EngineRequest } from '../domain/session.ts';
import { opOf, runIdOfPlan } from './compile.ts';

/**
 * A run on a host that gives nothing but its Docker socket. There is no shell to carry a script, so the dashboard does the steps itself, in
 * the order and with the words of the script: is this the engine of the plan, judge, write down, do, look again, write down. The
 * journal is the store's. What a script has and this has not: it ends with the process that works on it, it holds no lock on the
 * machine, and it cannot measure the disk.
 */
export interface EngineRunOptions {
  plan: Plan;
  /** a live connection each time it is asked: after a lost one a new one */
  docker: () => Promise<DockerApi>;
  /** on disk when it returns: an intent is written before its effect */
  write: (entries: JournalEntry[]) => void;
  isCancelled: () => boolean;
  now?: () => number;
  /** how long an engine that stopped answering is waited for */
  patienceMs?: number;
}

/** A removal of many layers takes minutes on a NAS. */
const effectTimeoutMs = 15 * 60_000;
/** Never more than two seconds between "this is the engine of the plan" and an effect. */
const identityHoldsMs = 1_500;

type Outcome = NonNullable<JournalEntry['outcome']>;

export async function runOverEngine(options: EngineRunOptions): Promise<void> {
  await new EngineRun(options).run();
}

class EngineRun {
  readonly #options: EngineRunOptions;
  readonly #now: () => number;
  #seq = 0;
  #identityAt = Number.NEGATIVE_INFINITY;
  #halted: { outcome: Outcome; said: string } | null = null;
  #done = 0;
  #refused = 0;
  #failed = 0;

  constructor(options: EngineRunOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async run(): Promise<void> {
    const { plan, isCancelled } = this.#options;
    this.#entry('run.started', { said: plan.title });
    const mismatch = await this.#otherEngine();
    if (mismatch !== null) {
      this.#entry('guard.judged', { guard: 'identity', said: mismatch });
      this.#entry('run.ended', { guard: 'identity', said: mismatch, outcome: 'refused' });
      return;
    }
    this.#entry('guard.judged', { guard: 'identity', said: 'this is the engine of the plan' });
    this.#entry('run.note', { said: 'only the socket of this host can be reached, so its free space is not measured' });
    for (const step of plan.steps) {
      if (this.#halted === null && isCancelled())
        this.#halted = { outcome: 'cancelled', said: 'cancelled by the operator' };
      if (this.#halted !== null) break;
      await this.#step(step);
    }
    this.#end();
  }

  async #step(step: PlannedStep): Promise<void> {
    const face = opOf(step).engine?.(step.args) ?? null;
    if (face === null) return this.#refuse(step, 'shell', 'it needs a shell on the host');
    const mismatch = await this.#otherEngine();
    if (mismatch !== null) {
      this.#halted = { outcome: 'failed', said: mismatch };
      return;
    }
    try {
      const judged = await face.judge(this.#ask);
      if (judged.state === 'already') return this.#entry('step.already-done', { step: step.number, said: judged.said });
      if (judged.state === 'refused') return this.#refuse(step, judged.guardId, judged.said);
    } catch (error) {
      return this.#refuse(step, 'in-use', `Docker could not be asked about it: ${messageOf(error)}`);
    }
    this.#entry('step.intended', { step: step.number });
    let outcome: EngineOutcome;
    try {
      outcome = await this.#perform(face);
    } catch (error) {
      // An answer that nobody has seen before: what came of this step is not known, and the next is not begun.
      this.#halted = { outcome: 'failed', said: `stopped at something unexpected: ${messageOf(error)}` };
      return this.#fail(step, `what came of it is not known: ${messageOf(error)}`);
    }
    if (outcome.state === 'refused') this.#refuse(step, outcome.guardId, outcome.said);
    else if (outcome.state === 'failed') this.#fail(step, outcome.said);
    else {
      this.#done += 1;
      this.#entry('step.done', { step: step.number, ...(outcome.said === undefined ? {} : { said: outcome.said }) });
    }
  }

  /** Never sent twice: where the answer is lost, only looking says what came of it. */
  async #perform(face: EngineFace): Promise<EngineOutcome> {
    const answers: unknown[] = [];
    for (const request of face.requests) {
      try {
        answers.push(await (await this.#options.docker()).json({ timeoutMs: effectTimeoutMs, ...request }));
      } catch (error) {
        if (error instanceof DockerApiError) {
          if (error.status === 404) continue;
          if (error.status < 500)
            return { state: 'refused', guardId: 'engine', said: `Docker keeps it: ${messageOf(error)}` };
          return { state: 'failed', said: `Docker could not remove it: ${messageOf(error)}` };
        }
        if (!(error instanceof TransportError)) throw error;
        return await this.#lookAfterLoss(face, error);
      }
    }
    try {
      return await face.probe(this.#ask, answers);
    } catch (error) {
      return await this.#lookAfterLoss(face, error);
    }
  }

  async #lookAfterLoss(face: EngineFace, lost: unknown): Promise<EngineOutcome> {
    const until = this.#now() + (this.#options.patienceMs ?? 60_000);
    for (;;) {
      try {
        return await face.probe(this.#ask, []);
      } catch (error) {
        if (!(error instanceof TransportError || error instanceof DockerApiError)) throw error;
        if (this.#now() >= until) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const said = `Docker stopped answering: ${messageOf(lost)}`;
    this.#halted = { outcome: 'failed', said: `${said}. Scan the host and plan again when Docker runs` };
    return { state: 'failed', said: `${said}. Whether it was removed is not known` };
  }

  /** Null: it is the engine that the plan was made for. */
  async #otherEngine(): Promise<string | null> {
    if (this.#now() - this.#identityAt <= identityHoldsMs) return null;
    const { identity, site } = this.#options.plan;
    let seen: z.output<typeof infoSchema>;
    try {
      const docker = await this.#options.docker();
      seen = infoSchema.parse(await docker.json({ method: 'GET', path: '/info', timeoutMs: 30_000 }));
    } catch (error) {
      return `Docker does not answer, so it cannot be told whether this is the planned engine: ${messageOf(error)}. Scan the host and plan again`;
    }
    const planned = identity.engineId.state === 'known' ? identity.engineId.value : null;
    if (seen.ID !== planned || seen.DockerRootDir !== site.requestedDataRoot || seen.Driver !== site.driver) {
      return `the engine here is not the planned one (id, data root, driver: ${seen.ID} ${seen.DockerRootDir} ${seen.Driver}; planned ${planned} ${site.requestedDataRoot} ${site.driver})`;
    }
    this.#identityAt = this.#now();
    return null;
  }

  readonly #ask: AskEngine = async (path, query) => {
    const request: EngineRequest = { method: 'GET', path, ...(query === undefined ? {} : { query }) };
    try {
      return await (await this.#options.docker()).json(request);
    } catch (error) {
      if (error instanceof DockerApiError && error.status === 404) return null;
      throw error;
    }
  };

  #refuse(step: PlannedStep, guard: string, said: string): void {
    this.#refused += 1;
    this.#entry('step.refused', { step: step.number, guard, said });
    this.#haltUnlessContinuing();
  }

  #fail(step: PlannedStep, said: string): void {
    this.#failed += 1;
    this.#entry('step.failed', { step: step.number, said });
    this.#haltUnlessContinuing();
  }

  #haltUnlessContinuing(): void {
    if (this.#options.plan.onFailure !== 'continue')
      this.#halted ??= { outcome: 'failed', said: 'a step could not be done' };
  }

  /** The same words as the script's own last line (prelude/ending.sh). */
  #end(): void {
    const counted = `${this.#done} done, ${this.#refused} left alone, ${this.#failed} failed; see the steps`;
    let outcome = this.#halted?.outcome ?? 'succeeded';
    if (outcome === 'succeeded' && this.#failed > 0) outcome = 'failed';
    if (outcome === 'succeeded' && this.#done === 0 && this.#refused > 0) outcome = 'refused';
    const said = this.#halted?.said ?? (this.#refused + this.#failed > 0 ? counted : null);
    this.#entry('run.ended', { outcome, ...(said === null ? {} : { said }) });
  }

  #entry<Type extends JournalType>(type: Type, text: JournalText<Type>): void {
    this.#seq += 1;
    const at = new Date(this.#now()).toISOString();
    this.#options.write([journalEntry({ runId: runIdOfPlan(this.#options.plan.id), seq: this.#seq, at }, type, text)]);
  }
}

const infoSchema = z.object({ ID: z.string(), DockerRootDir: z.string(), Driver: z.string() });

/** What a person reads before approving: every request, in its order. Comments only, for run by hand they would skip every guard. */
export function listRequests(steps: readonly PlannedStep[]): string {
  const lines = steps.flatMap((step) => {
    const face = opOf(step).engine?.(step.args) ?? null;
    const requests = (face?.requests ?? []).map(({ method, path, query }) => {
      const search = new URLSearchParams(
        Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString();
      return `#    ${method} ${path}${search === '' ? '' : `?${decodeURIComponent(search)}`}`;
    });
    return [`# ${step.number}. ${step.title.replaceAll(/\s+/g, ' ')}`, ...requests];
  });
  return [
    '# No script: this host gives only its Docker socket, so the dashboard itself sends these requests to the Engine,',
    '# one at a time. Before each it looks again whether the object is still what was planned and unused.',
    ...lines,
    '',
  ].join('\n');
}
