import { z } from 'zod';
import type { BuildCacheRecord } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { isAtLeast } from '../parsers/docker/api-version.ts';
import { readJson } from './read-json.ts';

const schema = z.object({
  BuildCache: z
    .array(
      z.object({
        ID: z.string(),
        Type: z.string().default(''),
        Description: z.string().default(''),
        InUse: z.boolean(),
        Shared: z.boolean().default(false),
        Size: z.number(),
        CreatedAt: z.string().nullish(),
        LastUsedAt: z.string().nullish(),
        Parent: z.string().nullish(),
        Parents: z.array(z.string()).nullish(),
        // So it comes from API 1.42 on: the tag in moby's api/types/types.go has a blank in it (`json:" Parents,omitempty"`).
        ' Parents': z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});

/**
 * `GET /system/df?type=build-cache`, which reads BuildKit's own records and walks nothing. The filter exists from API 1.42; an older
 * API ignores it silently and would walk every writable layer and volume, so there nothing is asked (null): the records are read
 * from disk instead (collectors/build-cache.ts).
 */
export async function readBuildCache(docker: DockerApi): Promise<BuildCacheRecord[] | null> {
  if (!isAtLeast(docker.apiVersion, 1, 42)) return null;
  const found = await readJson(
    docker,
    { method: 'GET', path: '/system/df', query: { type: 'build-cache' }, timeoutMs: 60_000 },
    schema,
  );
  return (found.BuildCache ?? []).map((record) => ({
    id: record.ID,
    type: record.Type,
    description: record.Description,
    inUse: record.InUse,
    shared: record.Shared,
    sizeBytes: record.Size,
    createdAt: record.CreatedAt ?? null,
    lastUsedAt: record.LastUsedAt ?? null,
    parents: record.Parents ?? record[' Parents'] ?? (record.Parent ? [record.Parent] : []),
  }));
}
