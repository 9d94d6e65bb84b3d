import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const namespace = z.object({
  name: z.string(),
  images: z.array(z.object({ name: z.string(), digest: z.string().nullable(), labels })),
  content: z.array(z.object({ digest: z.string(), sizeBytes: z.number().nullable(), labels })),
  ingests: z.array(
    z.object({
      ref: z.string(),
      folder: z.string().nullable(),
      expiresAt: z.string().nullable(),
      expected: z.string().nullable(),
    }),
  ),
  snapshots: z.array(
    z.object({
      snapshotter: z.string(),
      key: z.string(),
      name: z.string().nullable(),
      parent: z.string().nullable(),
      labels,
    }),
  ),
  leases: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string().nullable(),
      labels,
      content: z.array(z.string()),
      snapshots: z.array(z.object({ snapshotter: z.string(), key: z.string() })),
      ingests: z.array(z.string()),
      images: z.array(z.string()),
    }),
  ),
  containers: z.array(
    z.object({ id: z.string(), snapshotter: z.string().nullable(), snapshotKey: z.string().nullable(), labels }),
  ),
  sandboxes: z.array(z.object({ id: z.string(), labels })),
});

const buildRecords = z.object({
  workers: z.array(
    z.object({
      name: z.string(),
      workerIdModifiedSeconds: z.number().nullable(),
      records: z.array(z.object({ id: z.string(), createdAt: z.string().nullable() })),
    }),
  ),
  history: z.array(z.string()).nullable(),
});

export const containerdDetails = z.object({
  foundBy: z.enum(['process', 'arguments', 'place']),
  process: z.object({ pid: z.number(), startedSeconds: z.number() }).nullable(),
  uuid: z.string().nullable(),
  records: z.object({ namespaces: z.array(namespace) }).nullable(),
  snapshotters: z.array(
    z.object({
      name: z.string(),
      sequence: z.number().nullable(),
      folders: z.record(z.string(), z.array(z.string())),
    }),
  ),
  tasks: z.array(z.string()),
  ingestBytes: z.record(z.string(), z.number()),
  builds: buildRecords.nullable(),
  unusedStores: z
    .array(
      z.object({
        root: z.string(),
        content: z
          .object({
            namespaces: z.array(z.string()),
            images: z.array(z.string()),
            containers: z.array(z.string()),
            contentBytes: z.number(),
          })
          .nullable(),
      }),
    )
    .exactOptional(),
  databases: z.array(z.object({ name: z.string(), bytes: z.number(), usedBytes: z.number() })).exactOptional(),
  surroundings: z
    .object({
      sockets: z.array(z.string()),
      dockerStarts: z.array(z.number()).nullable(),
      mountUnits: z.array(z.string()),
      otherEngines: z.array(z.string()),
    })
    .exactOptional(),
});
