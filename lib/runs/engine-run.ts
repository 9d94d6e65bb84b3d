import { z } from 'zod';
import type { AskEngine, EngineFace, EngineOutcome } from '../actions/ops/op.ts';
import { DockerApiError, messageOf, TransportError } from '../domain/errors.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import { type JournalEntry, type JournalText, type JournalType, journalEntry } from '../domain/run.ts';
import type { DockerApi, EngineRequest } from '../domain/session.ts';
import { opOf, runIdOfPlan } from './compile.ts';

/**
 * A run on a host that offers only its Docker socket. There is no shell for a script, so the dashboard does the steps itself, in the order
 * and with the words of the script: check the engine's identity, check the object, write to the journal, perform, probe, write to the
 * journal. The journal is in the store. Unlike a script, such a run ends with the dashboard's process, holds no lock on the machine, and
 * cannot measure the disk.
 */
export interface EngineRunOptions {
  plan: Plan;
  /** a live connection each time: a new one after a lost one */
  docker: () => Promise<DockerApi>;
  /** on disk when it returns, so that an intent is written before its effect */
  write: (entries: JournalEntry[]) => void;
  isCancelled: () => boolean;
  now?: () => number;
  /** how long to wait for an engine that stopped answering */
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
    this.#entry('guard.judged', { guard: 'identity', said: 'the engine matches the plan' });
    this.#entry('run.note', {
      said: 'only the Docker socket of this host is available, so its free space is not measured',
    });
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
      return this.#refuse(step, 'in-use', `could not ask Docker about it: ${messageOf(error)}`);
    }
    this.#entry('step.intended', { step: step.number });
    let outcome: EngineOutcome;
    try {
      outcome = await this.#perform(face);
    } catch (error) {
      // An unexpected answer: the outcome of this step is unknown, and the next one is not started.
      this.#halted = { outcome: 'failed', said: `stopped by an unexpected error: ${messageOf(error)}` };
      return this.#fail(step, `its outcome is unknown: ${messageOf(error)}`);
    }
    if (outcome.state === 'refused') this.#refuse(step, outcome.guardId, outcome.said);
    else if (outcome.state === 'failed') this.#fail(step, outcome.said);
    else {
      this.#done += 1;
      this.#entry('step.done', { step: step.number, ...(outcome.said === undefined ? {} : { said: outcome.said }) });
    }
  }

  /** Never sent twice: if the answer is lost, only a probe tells the outcome. */
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
    return { state: 'failed', said: `${said}. It is unknown whether it was removed` };
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
      return `Docker does not answer, so the engine of the plan cannot be confirmed: ${messageOf(error)}. Scan the host and plan again`;
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
      this.#halted ??= { outcome: 'failed', said: 'a step failed or was refused' };
  }

  /** The same words as the last line of the script's journal (prelude/ending.sh). */
  #end(): void {
    const counted = `${this.#done} done, ${this.#refused} skipped, ${this.#failed} failed; see the steps`;
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

/** What a person reads before approving: every request, in order. Comments only, because requests sent by hand would skip every guard. */
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
    '# No script: this host offers only its Docker socket, so the dashboard sends these requests to the Engine itself,',
    '# one at a time. Before each it checks again that the object is still the planned one and unused.',
    ...lines,
    '',
  ].join('\n');
}
