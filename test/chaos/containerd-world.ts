import type { LabHost } from '../../lab/lab.ts';
import { leaseIds, storedObjects } from '../../lab/states/containerd-store.ts';

/**
 * What Docker and containerd have, told by their own commands and by sums of what lies on the disk: nothing here is read as Bilge reads it. Two
 * worlds are compared line by line.
 */
export interface World {
  leases: string[];
  /** snapshots and content of every namespace, as containerd lists them */
  objects: string[];
  /** one line for each fact: `container ID: {…}`, `image ID: {…}`, `files of ID: sum`, `blob DIGEST: sum` */
  facts: string[];
}

export async function worldOf(host: LabHost): Promise<World> {
  const { stdout } = await host.exec(script, { timeoutMs: 300_000 });
  return {
    leases: await leaseIds(host),
    objects: await storedObjects(host),
    facts: stdout.split('\n').filter(Boolean).sort(),
  };
}

/** Lines that only one of the two has. */
export function differences(before: World, after: World): string[] {
  const parts = ['leases', 'objects', 'facts'] as const;
  return parts.flatMap((part) => {
    const [one, other] = [new Set(before[part]), new Set(after[part])];
    return [
      ...before[part].filter((line) => !other.has(line)).map((line) => `${part}, gone: ${line.slice(0, 400)}`),
      ...after[part].filter((line) => !one.has(line)).map((line) => `${part}, new: ${line.slice(0, 400)}`),
    ];
  });
}

/** A container's files are summed without starting it; what a start writes into its record is not what an undo restores. */
const script = `
for id in $(docker ps -aq --no-trunc); do
  printf 'container %s: ' "$id"; docker inspect --format '{{json .}}' "$id" | sed 's/"State":{[^{}]*}/"State":{}/'
  printf 'files of %s: ' "$id"; docker export "$id" | sha256sum
done
for id in $(docker images -q --no-trunc | sort -u); do
  printf 'image %s: ' "$id"; docker image inspect --format '{{json .}}' "$id"
done
cd /var/lib/containerd/io.containerd.content.v1.content/blobs/sha256 2>/dev/null &&
  for blob in *; do [ -e "$blob" ] && printf 'blob %s: %s\\n' "$blob" "$(sha256sum <"$blob")"; done
true`;

/** Each build below /var/tmp/builds, made again: how many of its steps came from the cache, and how many there are. */
export async function buildsFromCache(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(
    `for context in /var/tmp/builds/*/; do
       docker build --progress plain "$context" >/tmp/build.out 2>&1 || echo "$context fails: $(tail -n 1 /tmp/build.out)"
       echo "$(basename "$context"): $(grep -c ' CACHED$' /tmp/build.out) from the cache"
     done`,
    { timeoutMs: 300_000 },
  );
  return stdout.split('\n').filter(Boolean);
}
