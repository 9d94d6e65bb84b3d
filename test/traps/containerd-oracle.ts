import type { LabHost } from '../../lab/lab.ts';
import { collectNow, storedObjects } from '../../lab/states/containerd-store.ts';
import { startDocker, stopDocker } from '../../lab/states/engine.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { storeGraph } from '../../lib/facts/views/containerd/store-graph.ts';

/**
 * The judge of what is held: containerd itself. With Docker stopped the given leases are deleted by containerd's own client and its collector
 * runs; what is gone then was held by them and by nothing else. Bilge's answer is computed before, from the same scan that a page is made of.
 */
export interface Collected {
  /** what Bilge says nothing else holds: the leases themselves left out */
  expected: string[];
  /** what containerd deleted */
  collected: string[];
}

/**
 * Docker is stopped meanwhile, so that it makes and removes nothing; what its stop itself deletes is gone before the first look.
 * @param scan of the stopped host
 * @param leases of namespace `moby` that are deleted for good
 */
export async function collectWithout(
  host: LabHost,
  scan: () => Promise<HostFacts>,
  leases: readonly string[],
): Promise<Collected> {
  await stopDocker(host);
  try {
    // What is unheld already goes first, so that only what the leases hold is compared.
    if (leases.length > 0) await collectNow(host);
    const facts = await scan();
    const before = await storedObjects(host);
    for (const id of leases) await host.exec('ctr -n moby leases rm "$1" >/dev/null', { args: [id] });
    await collectNow(host);
    const after = new Set(await storedObjects(host));
    return { expected: unheld(facts, new Set(leases)), collected: before.filter((name) => !after.has(name)) };
  } finally {
    await startDocker(host);
  }
}

/** In the words of `storedObjects`. */
function unheld({ sections }: HostFacts, without: ReadonlySet<string>): string[] {
  const { containerd } = sections;
  if (containerd.state === 'unknown') throw new Error(`containerd is unknown: ${containerd.detail}`);
  const records = containerd.value.details?.records;
  if (records === null || records === undefined) throw new Error('the scan has no records of containerd');
  const namespaces = records.namespaces.map((space) => ({
    ...space,
    leases: space.leases.filter(({ id }) => space.name !== 'moby' || !without.has(id)),
  }));
  const graph = storeGraph({ namespaces }, Date.now());
  const held = new Set<number>([0]);
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const next of graph.edges[node] ?? []) {
      if (held.has(next)) continue;
      held.add(next);
      waiting.push(next);
    }
  }
  return graph.objects
    .filter(({ type, namespace, key }) => !held.has(graph.nodeOf(type, namespace, key)))
    .flatMap(({ type, namespace, key }) => {
      if (type === 'content') return [`content ${namespace} ${key}`];
      return type === 'snapshot' ? [`snapshot ${namespace} ${key.replace('/', ' ')}`] : [];
    })
    .sort();
}

/** Everything that Docker has is used; a line for each thing that fails. Builds: every folder below /var/tmp/builds again, from the cache. */
export async function useEverything(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(useEverythingScript, { timeoutMs: 300_000 });
  return stdout.split('\n').filter(Boolean);
}

const useEverythingScript = `
for image in $(docker images -q --no-trunc | sort -u); do
  docker save "$image" 2>/tmp/oracle.err >/dev/null || echo "image $image cannot be saved: $(head -c 300 /tmp/oracle.err | tr '\\n' ' ')"
  id=$(docker create --network none "$image" /none 2>/tmp/oracle.err) || { echo "image $image makes no container: $(head -c 300 /tmp/oracle.err)"; continue; }
  docker cp "$id:/" - >/dev/null 2>/tmp/oracle.err || echo "image $image cannot be read: $(head -c 300 /tmp/oracle.err)"
  docker rm "$id" >/dev/null 2>&1
done
for id in $(docker ps -aq --no-trunc); do
  docker start "$id" >/dev/null 2>/tmp/oracle.err || { docker inspect "$id" >/dev/null 2>&1 && echo "container $id does not start: $(head -c 300 /tmp/oracle.err | tr '\\n' ' ')"; }
done
for context in /var/tmp/builds/*/; do
  [ -e "$context/Dockerfile" ] && docker image inspect busybox:lab >/dev/null 2>&1 || continue
  docker build -q "$context" >/dev/null 2>/tmp/oracle.err || echo "build $context fails: $(tail -n 1 /tmp/oracle.err)"
done
true`;
