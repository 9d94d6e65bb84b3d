import { z } from 'zod';
import type { EngineFace, EngineOutcome } from '../actions/ops/op.ts';
import { DockerApiError, messageOf, TransportError } from '../domain/errors.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { DockerApi } from '../domain/session.ts';
import { opOf } from './compile.ts';
import { askOver, OwnRun, type OwnRunOptions, type StepWork } from './own-run.ts';

/**
 * A run on a host that offers only its Docker socket. There is no shell for a script, so the dashboard does the steps itself (own-run.ts). Such a
 * run holds no lock on the machine and cannot measure the disk.
 */
export interface EngineRunOptions extends OwnRunOptions {
  /** a live connection each time: a new one after a lost one */
  docker: () => Promise<DockerApi>;
  /** how long to wait for an engine that stopped answering */
  patienceMs?: number;
}

/** A removal of many layers takes minutes on a NAS. */
const effectTimeoutMs = 15 * 60_000;
/** Never more than two seconds between "this is the engine of the plan" and an effect. */
const identityHoldsMs = 1_500;

export async function runOverEngine(options: EngineRunOptions): Promise<void> {
  await new EngineRun(options).run();
}

class EngineRun extends OwnRun {
  protected readonly asked = 'Docker';
  readonly #options: EngineRunOptions;
  #identityAt = Number.NEGATIVE_INFINITY;

  constructor(options: EngineRunOptions) {
    super(options);
    this.#options = options;
  }

  protected override async begin(): Promise<void> {
    this.entry('run.note', {
      said: 'only the Docker socket of this host is available, so its free space is not measured',
    });
  }

  protected workOf(step: PlannedStep): StepWork | null {
    const face = opOf(step).engine?.(step.args) ?? null;
    return face === null ? null : { judge: () => face.judge(this.#ask), perform: () => this.#perform(face) };
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
    const until = this.now() + (this.#options.patienceMs ?? 60_000);
    for (;;) {
      try {
        return await face.probe(this.#ask, []);
      } catch (error) {
        if (!(error instanceof TransportError || error instanceof DockerApiError)) throw error;
        if (this.now() >= until) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const said = `Docker stopped answering: ${messageOf(lost)}`;
    this.halt('failed', `${said}. Scan the host and plan again when Docker runs`);
    return { state: 'failed', said: `${said}. It is unknown whether it was removed` };
  }

  /** Null: it is the engine that the plan was made for. */
  protected async otherHost(): Promise<string | null> {
    if (this.now() - this.#identityAt <= identityHoldsMs) return null;
    const { identity, site } = this.plan;
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
    this.#identityAt = this.now();
    return null;
  }

  readonly #ask = askOver(() => this.#options.docker());
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
