import type { DockerDiskUsage, DockerDiskUsageRow } from '../../../domain/health-facts.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized } from './piece.ts';

const size = '\\d[\\d.,]{0,12} ?(?:[kKMGTP]i?)?B';
const row = new RegExp(
  `^\\s*(Images|Containers|Local Volumes|Build Cache)\\s+(\\d{1,9})\\s+(\\d{1,9})\\s+(${size})\\s+(${size})?`,
  'i',
);
const container = new RegExp(
  `^\\s*([0-9a-f]{12})\\s+(\\S{1,300})\\s+".{0,200}"\\s+\\d{1,6}\\s+(${size})\\s+(.{1,60}?)\\s+((?:Up|Exited|Created|Dead|Paused|Restarting|Removal)\\b.{0,60}?)\\s+([\\w.-]{1,255})$`,
);
const listed = new RegExp(`^\\s*[0-9a-f]{12}\\s.{1,800}\\s([\\w.-]{1,255})\\s+(${size}) \\(virtual ${size}\\)\\s*$`);
const volume = new RegExp(`^\\s*([\\w][\\w.-]{0,254})\\s+(\\d{1,6})\\s+(${size})\\s*$`);
const types: Record<string, DockerDiskUsageRow['type']> = {
  images: 'images',
  containers: 'containers',
  'local volumes': 'volumes',
  'build cache': 'build-cache',
};

/** `docker system df`, with or without -v, and `docker ps -s`. */
export function readDockerDiskUsage(lines: readonly PastedLine[]): Recognized<DockerDiskUsage>[] {
  const usage: DockerDiskUsage = { rows: [], containers: [], volumes: [] };
  const used: PastedLine[] = [];
  let inVolumes = false;
  for (const line of lines) {
    const { text } = line;
    if (text.length > 2000) continue;
    if (/^\s*VOLUME NAME\s+LINKS\s+SIZE/i.test(text)) {
      inVolumes = true;
      used.push(line);
      continue;
    }
    const table = row.exec(text);
    if (table?.[1] && table[4]) {
      const sizeBytes = parseHumanSize(table[4].replace(',', '.'));
      const type = types[table[1].toLowerCase()];
      if (sizeBytes === null || type === undefined) continue;
      keepLast(usage.rows, {
        type,
        total: Number(table[2]),
        active: Number(table[3]),
        sizeBytes,
        reclaimableBytes: table[5] ? parseHumanSize(table[5]) : null,
      });
      used.push(line);
      inVolumes = false;
      continue;
    }
    const old = /^\s*Build cache usage:\s*(\S{1,20})/i.exec(text);
    const running = container.exec(text) ?? null;
    const sized = running ? null : listed.exec(text);
    const held = inVolumes ? volume.exec(text) : null;
    if (old?.[1]) {
      const sizeBytes = parseHumanSize(old[1]);
      if (sizeBytes !== null && !usage.rows.some((known) => known.type === 'build-cache')) {
        usage.rows.push({ type: 'build-cache', total: null, active: null, sizeBytes, reclaimableBytes: null });
      }
    } else if (running?.[3] && running[6]) {
      usage.containers.push({ name: running[6], sizeBytes: parseHumanSize(running[3]) ?? 0, status: running[5] ?? '' });
    } else if (sized?.[1] && sized[2]) {
      usage.containers.push({ name: sized[1], sizeBytes: parseHumanSize(sized[2]) ?? 0, status: '' });
    } else if (held?.[1] && held[3]) {
      usage.volumes.push({ name: held[1], links: Number(held[2]), sizeBytes: parseHumanSize(held[3]) ?? 0 });
    } else {
      if (text.trim() !== '') inVolumes = false;
      continue;
    }
    used.push(line);
  }
  if (usage.rows.length === 0 && usage.containers.length === 0 && usage.volumes.length === 0) return [];
  return [{ kind: 'docker-system-df', lines: numbersOf(used), value: usage }];
}

/**
 * Pasted before and after a prune, the last table is the state now. That builds were seen (a number of cache records)
 * stays true after the cache was emptied.
 */
function keepLast(rows: DockerDiskUsageRow[], next: DockerDiskUsageRow): void {
  const index = rows.findIndex((known) => known.type === next.type);
  if (index < 0) rows.push(next);
  else {
    const total = next.type === 'build-cache' ? Math.max(next.total ?? 0, rows[index]?.total ?? 0) : next.total;
    rows[index] = { ...next, total };
  }
}
