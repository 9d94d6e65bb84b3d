import { z } from 'zod';
import type { ImageSummary } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

const schema = z.array(
  z.object({
    Id: z.string(),
    ParentId: z.string().nullish(),
    RepoTags: z.array(z.string()).nullish(),
    RepoDigests: z.array(z.string()).nullish(),
    Created: z.number(),
    Size: z.number(),
    Labels: z.record(z.string(), z.string()).nullish(),
  }),
);

/** Intermediate images of the legacy builder too (`all`): each is an image that owns layers. An untagged one is `<none>:<none>` up to 24. */
export async function readImages(docker: DockerApi): Promise<ImageSummary[]> {
  const found = await readJson(docker, { method: 'GET', path: '/images/json', query: { all: true } }, schema);
  return found.map((image) => ({
    id: image.Id,
    repoTags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    repoDigests: (image.RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
    createdSeconds: image.Created,
    sizeBytes: image.Size,
    labels: image.Labels ?? {},
    parentId: image.ParentId || null,
  }));
}
