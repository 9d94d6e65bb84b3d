import { formatBytes } from '../domain/bytes.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { pastedFacts } from './pasted.ts';

const gib = 2 ** 30;

/** Where the space is, from pasted output (`docker system df`, `du`, container logs), largest first: one sentence, or null. */
export function largestShown(facts: HostFacts, options: { without?: 'build-cache' } = {}): string | null {
  const parts = [...dockerRows(facts, options.without ?? null), ...logFiles(facts)];
  const places = parts.length > 0 ? [] : directories(facts);
  const shown = [...parts, ...places].sort((one, other) => other.bytes - one.bytes).slice(0, 4);
  return shown.length === 0 ? null : `Largest in this output: ${shown.map(({ words }) => words).join('; ')}.`;
}

interface Part {
  bytes: number;
  words: string;
}

function dockerRows(facts: HostFacts, without: string | null): Part[] {
  const { dockerDiskUsage } = facts.sections;
  if (dockerDiskUsage.state === 'unknown') return [];
  return dockerDiskUsage.value.rows
    .filter((row) => row.sizeBytes >= gib && row.type !== without)
    .map(({ type, sizeBytes, reclaimableBytes }) => {
      const free = reclaimableBytes !== null && reclaimableBytes >= gib ? formatBytes(reclaimableBytes) : null;
      const size = formatBytes(sizeBytes);
      const words = {
        images: `images ${size}${free ? ` (${free} in images that no container uses: \`docker image prune -a\`)` : ''}`,
        containers: `writable layers of containers ${size} (\`docker ps -s\` names them)`,
        volumes: `volumes ${size}${free ? ` (${free} in volumes that no container uses; they hold data, so check before pruning)` : ''}`,
        'build-cache': `build cache ${size} (\`docker builder prune\`)`,
      };
      return { bytes: sizeBytes, words: words[type] };
    });
}

function logFiles(facts: HostFacts): Part[] {
  return (pastedFacts(facts)?.logFiles ?? [])
    .filter(({ bytes }) => bytes >= gib)
    .map(({ path, bytes }) => ({
      bytes,
      words: `container log ${path.split('/').at(-1)?.slice(0, 12)}… ${formatBytes(bytes)}`,
    }));
}

/** Of nested directories the deepest that still holds most of it: `/var` is less useful than `/var/lib/docker/overlay2`. */
function directories(facts: HostFacts): Part[] {
  const rows = (pastedFacts(facts)?.directories ?? []).filter(({ path, bytes }) => bytes >= gib && path !== '/');
  return rows
    .filter(({ path, bytes }) => !rows.some((row) => row.path.startsWith(`${path}/`) && row.bytes > bytes * 0.6))
    .map(({ path, bytes }) => ({ bytes, words: `${path} ${formatBytes(bytes)}` }));
}
