import { z } from 'zod';
import type { NetworkSummary } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

const schema = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Driver: z.string().default(''),
    Created: z.string().optional(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Internal: z.boolean().default(false),
    Containers: z.record(z.string(), z.unknown()).nullish(),
  }),
);

/** The list leaves `Containers` empty from API 1.28 on: which containers use a network is in the containers' own list. */
export async function readNetworks(docker: DockerApi): Promise<NetworkSummary[]> {
  const found = await readJson(docker, { method: 'GET', path: '/networks' }, schema);
  return found.map((network) => ({
    id: network.Id,
    name: network.Name,
    driver: network.Driver,
    createdAt: network.Created ?? null,
    labels: network.Labels ?? {},
    internal: network.Internal,
    containerIds: Object.keys(network.Containers ?? {}),
  }));
}
