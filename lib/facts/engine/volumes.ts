import { z } from 'zod';
import type { VolumeSummary } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

const strings = z.record(z.string(), z.string()).nullish();
const schema = z.object({
  Volumes: z
    .array(
      z.object({
        Name: z.string(),
        Driver: z.string(),
        Mountpoint: z.string().default(''),
        CreatedAt: z.string().optional(),
        Labels: strings,
        Options: strings,
        Scope: z.string().default('local'),
      }),
    )
    .nullish(),
});

export async function readVolumes(docker: DockerApi): Promise<VolumeSummary[]> {
  const found = await readJson(docker, { method: 'GET', path: '/volumes' }, schema);
  return (found.Volumes ?? []).map((volume) => ({
    name: volume.Name,
    driver: volume.Driver,
    mountpoint: volume.Mountpoint,
    createdAt: volume.CreatedAt ?? null,
    labels: volume.Labels ?? {},
    options: volume.Options ?? {},
    scope: volume.Scope,
  }));
}
