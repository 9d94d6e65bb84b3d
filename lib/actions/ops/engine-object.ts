import { z } from 'zod';
import type { AskEngine, EngineOutcome } from './op.ts';

/** What the engine calls an object: full ids, so that nothing else can be meant. */
export const fullId = z.string().regex(/^[0-9a-f]{64}$/, 'not a full id');
export const imageId = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a full image id');
/** daemon/names: the grammar of container and volume names */
export const volumeName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'not a volume name');
export const buildCacheId = z.string().regex(/^[0-9a-z]{25}$|^sha256:[0-9a-f]{64}$/, 'not a build cache id');
/** repository[:port]/path:tag */
export const imageReference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/, 'not an image reference');

const anyContainers = z.array(z.object({ Id: z.string() }));

/** The container, running or not, that uses an object; null where there is none. `filter` as the Engine names it: `ancestor`, `network`. */
export async function userOf(ask: AskEngine, filter: string, id: string): Promise<string | null> {
  const answer = await ask('/containers/json', { all: true, filters: JSON.stringify({ [filter]: [id] }) });
  return anyContainers.parse(answer)[0]?.Id.slice(0, 12) ?? null;
}

/** Success is a probe: the Engine no longer knows the object. */
export async function goneNow(ask: AskEngine, path: string): Promise<EngineOutcome> {
  return (await ask(path)) === null ? { state: 'done' } : { state: 'failed', said: 'it is still there' };
}

export const noLongerThere = { state: 'already', said: 'it is no longer there' } as const;
