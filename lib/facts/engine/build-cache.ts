import { z } from 'zod';
import type { BuildCacheRecord } from '../../domain/engine-facts.ts';
import { type Fact, known, unknown } from '../../domain/fact.ts';
import type { DockerApi } from '../../domain/session.ts';
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
      }),
    )
    .nullish(),
});

/**
 * `GET /system/df?type=build-cache`, which reads BuildKit's own records and walks nothing. The filter exists from API 1.42; an older
 * API ignores it silently and would walk every writable layer and volume, so there nothing is asked.
 */
export async function readBuildCache(docker: DockerApi): Promise<Fact<BuildCacheRecord[]>> {
  if (!isAtLeast(docker.apiVersion, 1, 42)) {
    return unknown(
      'no-capability',
      `The Engine's API ${docker.apiVersion} can only count the build cache together with a walk through every container and volume (the filter came with API 1.42, Docker 23), which Bilge does not ask for.`,
    );
  }
  const found = await readJson(
    docker,
    { method: 'GET', path: '/system/df', query: { type: 'build-cache' }, timeoutMs: 60_000 },
    schema,
  );
  return known(
    (found.BuildCache ?? []).map((record) => ({
      id: record.ID,
      type: record.Type,
      description: record.Description,
      inUse: record.InUse,
      shared: record.Shared,
      sizeBytes: record.Size,
      createdAt: record.CreatedAt ?? null,
      lastUsedAt: record.LastUsedAt ?? null,
      parents: record.Parents ?? (record.Parent ? [record.Parent] : []),
    })),
  );
}

export function isAtLeast(apiVersion: string, major: number, minor: number): boolean {
  const [has = 0, hasMinor = 0] = apiVersion.split('.').map(Number);
  return has > major || (has === major && hasMinor >= minor);
}
