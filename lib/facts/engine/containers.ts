import { z } from 'zod';
import type { ContainerSummary } from '../../domain/engine-facts.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

const labels = z.record(z.string(), z.string()).nullish();
const schema = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).nullish(),
    ImageID: z.string().default(''),
    Image: z.string().default(''),
    State: z.string(),
    Status: z.string().default(''),
    Created: z.number(),
    Labels: labels,
    Mounts: z
      .array(
        z.object({
          Type: z.string().default(''),
          Name: z.string().optional(),
          Source: z.string().default(''),
          Destination: z.string().default(''),
          RW: z.boolean().default(true),
        }),
      )
      .nullish(),
    Ports: z
      .array(
        z.object({
          IP: z.string().default(''),
          PrivatePort: z.number(),
          PublicPort: z.number().optional(),
          Type: z.string().default('tcp'),
        }),
      )
      .nullish(),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  }),
);

/** All containers, never with `size`: that walks every writable layer. */
export async function readContainers(docker: DockerApi): Promise<ContainerSummary[]> {
  const found = await readJson(docker, { method: 'GET', path: '/containers/json', query: { all: true } }, schema);
  return found.map((container) => ({
    id: container.Id,
    names: (container.Names ?? []).map((name) => name.replace(/^\//, '')),
    imageId: container.ImageID,
    image: container.Image,
    state: container.State,
    status: container.Status,
    createdSeconds: container.Created,
    labels: container.Labels ?? {},
    mounts: (container.Mounts ?? []).map((mount) => ({
      type: mount.Type,
      name: mount.Name || null,
      source: mount.Source,
      destination: mount.Destination,
      readWrite: mount.RW,
    })),
    networkNames: Object.keys(container.NetworkSettings?.Networks ?? {}),
    ports: (container.Ports ?? [])
      .flatMap(({ IP, PublicPort, PrivatePort, Type }) =>
        PublicPort === undefined
          ? []
          : [`${IP.includes(':') ? `[${IP}]` : IP}:${PublicPort} to ${PrivatePort}/${Type}`],
      )
      .sort(),
  }));
}
