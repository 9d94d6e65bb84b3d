import { buildCacheAnswer, buildCacheQuery } from '../../domain/build-cache-answer.ts';
import type { BuildCacheRecord } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { isAtLeast } from '../parsers/docker/api-version.ts';
import { readJson } from './read-json.ts';

/**
 * `GET /system/df?type=build-cache`, which reads BuildKit's own records and walks nothing. The filter exists from API 1.42; an older
 * API ignores it silently and would walk every writable layer and volume, so there nothing is asked (null): the records are read
 * from disk instead (collectors/build-cache.ts).
 */
export async function readBuildCache(docker: DockerApi): Promise<BuildCacheRecord[] | null> {
  if (!isAtLeast(docker.apiVersion, 1, 42)) return null;
  const found = await readJson(
    docker,
    { method: 'GET', path: '/system/df', query: buildCacheQuery, timeoutMs: 60_000 },
    buildCacheAnswer,
  );
  return found.map((each) => ({
    id: each.ID,
    type: each.Type,
    description: each.Description,
    inUse: each.InUse,
    shared: each.Shared,
    sizeBytes: each.Size,
    createdAt: each.CreatedAt ?? null,
    lastUsedAt: each.LastUsedAt ?? null,
    parents: each.Parents ?? each[' Parents'] ?? (each.Parent ? [each.Parent] : []),
  }));
}
