import type { LabHost } from '../lab.ts';
import { driverFolder, listDriverDirectories } from './driver-directories.ts';
import { loadBusybox } from './load-busybox.ts';

/**
 * The real leak of BuildKit (docs/reference/docker-on-disk.md#duplicate-layers-of-buildkit): building a reproducible layer again
 * makes a second driver directory for a chain ID that exists already; when the cache goes, nothing names that directory any more.
 */

/** Arguments: context folder, bytes of the copied file, Dockerfile. */
const contextScript = `
set -eu
mkdir -p "$1"
[ -e "$1/bigfile" ] || head -c "$2" /dev/urandom >"$1/bigfile"
printf '%s' "$3" >"$1/Dockerfile"
`;

const buildScript = 'DOCKER_BUILDKIT=1 docker build -q --no-cache -t "$2" "$1"';

/**
 * @param builds how often the image is built; each after the first leaves one directory
 * @returns the orphans' names; `docker system df` shows nothing for them
 */
export async function buildkitDuplicateLeak(
  host: LabHost,
  options: { builds?: number; bytes?: number } = {},
): Promise<string[]> {
  const base = await loadBusybox(host);
  const context = '/var/tmp/leak-context';
  await host.exec(contextScript, {
    args: [context, String(options.bytes ?? 4_000_000), `FROM ${base}\nCOPY bigfile /\n`],
  });
  const before = new Set(await listDriverDirectories(host));
  for (let build = 0; build < (options.builds ?? 3); build += 1)
    await host.exec(buildScript, { args: [context, 'leak:lab'] });
  await host.exec('docker builder prune -af >/dev/null; docker rmi leak:lab; docker image prune -f; rm -rf -- "$1"', {
    args: [context],
  });
  return (await listDriverDirectories(host)).filter((name) => !before.has(name));
}

/** Arguments: builds, bytes. New content each time, so that the layers of an earlier call are not met again. */
const manyLeaksScript = `
set -eu
mkdir -p /var/tmp/leak-context && cd /var/tmp/leak-context
head -c "$2" /dev/urandom >big
printf 'FROM busybox:lab\\nCOPY big /\\n' >Dockerfile
n=0
while [ "$n" -lt "$1" ]; do n=$((n + 1)); DOCKER_BUILDKIT=1 docker build -q --no-cache -t leak:lab . >/dev/null; done
docker builder prune -af >/dev/null
docker rmi leak:lab >/dev/null
docker image prune -f >/dev/null`;

/** The same leak in one command, for tests that need many: `count` more directories, of `bytes` each. busybox:lab is loaded already. */
export async function manyBuildkitLeaks(host: LabHost, count: number, bytes: number): Promise<void> {
  await host.exec(manyLeaksScript, { args: [String(count + 1), String(bytes)], timeoutMs: 240_000 });
}

export type OnlyByLower = {
  /** Named by no metadata, only by the `lower` file of a live layer: deleting it breaks `brokenImage`. */
  directories: string[];
  images: [string, string];
};

/** docs/reference/traps.md#trap-1 (overlay2 only): the duplicate of the leak above is the lower directory of a live layer. */
export async function onlyByLower(host: LabHost, options: { bytes?: number } = {}): Promise<OnlyByLower> {
  const base = await loadBusybox(host);
  const context = '/var/tmp/lower-context';
  const dockerfile = `FROM ${base}\nCOPY bigfile /\nRUN head -c 100 /dev/urandom >/s\n`;
  await host.exec(contextScript, { args: [context, String(options.bytes ?? 4_000_000), dockerfile] });
  const images: [string, string] = ['lower-one:lab', 'lower-two:lab'];
  for (const image of images) await host.exec(buildScript, { args: [context, image] });
  await host.exec('docker builder prune -af >/dev/null; rm -rf -- "$1"', { args: [context] });
  const { stdout } = await host.exec(namedOnlyByLowerScript, { args: [await driverFolder(host)] });
  return { directories: stdout.split('\n').filter((name) => name !== ''), images };
}

/** Prints the directories that no cache-id, mount-id or init-id names but some other directory's `lower` does. */
const namedOnlyByLowerScript = `
set -eu
cd "$1"
root=$(dirname "$1")
for file in "$root"/image/*/layerdb/sha256/*/cache-id "$root"/image/*/layerdb/mounts/*/*-id; do
  [ -e "$file" ] && cat "$file" && echo
done >/run/lab-named
for directory in *; do
  [ -e "$directory/link" ] || continue
  grep -qxF -- "$directory" /run/lab-named && continue
  grep -lF -- "l/$(cat "$directory/link")" ./*/lower >/dev/null 2>&1 && printf '%s\\n' "$directory"
done
rm -f /run/lab-named
`;
