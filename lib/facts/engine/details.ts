import { z } from 'zod';
import type { ContainerSummary, ImageSummary } from '../../domain/engine-facts.ts';
import { DockerApiError } from '../../domain/errors.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

/**
 * What the lists leave out and the disk would tell in one reading: asked object by object, so only on hosts that give nothing but their
 * socket, and not without end. What was not asked stays without details, and is then not offered for removal.
 */
const mostAsked = 400;
const atOnce = 8;

const containerSchema = z.object({
  State: z.object({ FinishedAt: z.string().default('') }),
  HostConfig: z.object({ RestartPolicy: z.object({ Name: z.string().default('') }) }),
});
const imageSchema = z.object({ Metadata: z.object({ LastTagTime: z.string().nullish() }).nullish() });

/** Containers that are not running; details of running ones are not needed. */
export async function withContainerDetails(docker: DockerApi, all: ContainerSummary[]): Promise<ContainerSummary[]> {
  return await eachWith(
    all,
    ({ state }) => state !== 'running',
    async (container) => {
      const path = `/containers/${container.id}/json`;
      const { State, HostConfig } = await readJson(docker, { method: 'GET', path }, containerSchema);
      return {
        ...container,
        details: { restartPolicy: HostConfig.RestartPolicy.Name, finishedAt: State.FinishedAt || null },
      };
    },
  );
}

export async function withImageDetails(docker: DockerApi, all: ImageSummary[]): Promise<ImageSummary[]> {
  return await eachWith(
    all,
    () => true,
    async (image) => {
      const { Metadata } = await readJson(docker, { method: 'GET', path: `/images/${image.id}/json` }, imageSchema);
      const tagged = Metadata?.LastTagTime ?? null;
      // Year 1: it never had a name here.
      return { ...image, lastTaggedAt: tagged?.startsWith('0001-') === true ? null : tagged };
    },
  );
}

async function eachWith<T>(
  all: readonly T[],
  isAsked: (object: T) => boolean,
  ask: (object: T) => Promise<T>,
): Promise<T[]> {
  const answers = [...all];
  const left = answers.map((object, index) => ({ object, index })).filter(({ object }) => isAsked(object));
  const queue = left.slice(0, mostAsked);
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        answers[next.index] = await ask(next.object);
      } catch (error) {
        // Gone since the list was made; the plan's own look at the effect finds out.
        if (!(error instanceof DockerApiError) || error.status !== 404) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}
