import { z } from 'zod';
import type { ContainerOnDisk } from '../../../domain/layer-facts.ts';
import { baseName, type Parts, smallFiles, statRecords } from '../records.ts';

/**
 * `containers/<id>/config.v2.json` and `hostconfig.json` (moby container/container.go; the same fields from 1.10 to 29.7). One that
 * does not parse keeps `config: null`: it may own any volume. Only what is relied on is asked for.
 */
const mountPoint = z.object({
  Destination: z.string(),
  Name: z.string().optional(),
  Source: z.string().optional(),
  Driver: z.string().optional(),
});
const configuration = z.object({
  ID: z.string(),
  Name: z.string(),
  Driver: z.string(),
  Image: z.string().nullish(),
  Created: z.string().nullish(),
  State: z.object({ Running: z.boolean().optional(), FinishedAt: z.string().optional() }).nullish(),
  Config: z.object({ Image: z.string().nullish(), Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
  LogPath: z.string().nullish(),
  MountPoints: z.record(z.string(), mountPoint).nullish(),
});
const hostConfiguration = z.object({
  LogConfig: z.object({ Type: z.string().nullish(), Config: z.record(z.string(), z.string()).nullish() }).nullish(),
  RestartPolicy: z.object({ Name: z.string().nullish() }).nullish(),
});

export function parseContainersOnDisk(parts: Parts): ContainerOnDisk[] {
  const files = smallFiles(parts.part('files'), 'containers');
  const logs = new Map<string, { bytes: number; inode: number | null }>();
  for (const record of statRecords(parts.part('logs'))) {
    const id = record.path.split('/')[1] ?? '';
    const log = logs.get(id) ?? { bytes: 0, inode: null };
    // What was rotated out keeps its bytes and is not what is emptied.
    const inode = baseName(record.path) === `${id}-json.log` ? record.inode : log.inode;
    logs.set(id, { bytes: log.bytes + record.allocatedBytes, inode });
  }
  return statRecords(parts.part('entries'))
    .filter((record) => record.kind === 'directory')
    .map((record) => {
      const id = baseName(record.path);
      const own = files.get(id);
      return container(id, own?.get('config.v2.json'), own?.get('hostconfig.json'), logs.get(id) ?? null);
    });
}

function container(
  id: string,
  configText: string | undefined,
  hostText: string | undefined,
  log: { bytes: number; inode: number | null } | null,
): ContainerOnDisk {
  const config = read(configuration, configText);
  const host = read(hostConfiguration, hostText);
  const logDriver = host?.LogConfig?.Type || null;
  return {
    id,
    config:
      config === null
        ? null
        : {
            name: config.Name.replace(/^\//, ''),
            driver: config.Driver,
            imageId: (config.Image ?? '').replace(/^sha256:/, ''),
            image: config.Config?.Image ?? '',
            running: config.State?.Running ?? false,
            labels: config.Config?.Labels ?? {},
            restartPolicy: host === null ? null : host.RestartPolicy?.Name || 'no',
            finishedAt: finished(config.State?.FinishedAt),
            createdAt: finished(config.Created ?? undefined),
            logPath: config.LogPath || null,
            mounts: Object.values(config.MountPoints ?? {}).map((mount) => ({
              destination: mount.Destination,
              volume: mount.Name || null,
              source: mount.Source || null,
            })),
          },
    logBytes: log?.bytes ?? (logDriver === 'json-file' || logDriver === 'local' ? 0 : null),
    logInode: log?.inode ?? null,
    logDriver,
    logOptions: host?.LogConfig?.Config ?? {},
  };
}

/** Go's zero time stands for "never". */
function finished(at: string | undefined): string | null {
  return at === undefined || at.startsWith('0001-01-01') ? null : at;
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | null {
  if (text === undefined) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON: null says "unreadable" (docs/architecture.md#law-1), which blocks every deletion of volumes.
    return null;
  }
}
