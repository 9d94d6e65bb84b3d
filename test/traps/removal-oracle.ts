import type { LabHost } from '../../lab/lab.ts';
import { driverFolder } from '../../lab/states/driver-directories.ts';
import { startDocker, stopDocker } from '../../lab/states/engine.ts';

/**
 * The judge that shares no code with Bilge: with Docker stopped the named directories are moved away, then Docker has to
 * read every byte of every image again (`docker save` takes each layer's files by its tar-split record), start every container and
 * build from its cache. What still works did not need them.
 *
 * @returns what worked before and no longer works; empty when the directories were garbage
 */
export async function breaksWithout(host: LabHost, names: readonly string[]): Promise<string[]> {
  const folder = await driverFolder(host);
  const failedBefore = new Set((await useEverything(host)).map(subjectOf));
  await stopDocker(host);
  await host.exec('mkdir -p "$1/.oracle" && cd "$1" && shift && for name; do mv -T -- "$name" ".oracle/$name"; done', {
    args: [folder, ...names],
  });
  await startDocker(host);
  return (await useEverything(host)).filter((line) => !failedBefore.has(subjectOf(line)));
}

async function useEverything(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(useEverythingScript, { timeoutMs: 180_000 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** `image sha256:… : reason` → what it is about. */
function subjectOf(line: string): string {
  return line.split(' ').slice(0, 2).join(' ');
}

/** Puts back what `breaksWithout` moved away. */
export async function putBack(host: LabHost, names: readonly string[]): Promise<void> {
  const folder = await driverFolder(host);
  await stopDocker(host);
  await host.exec('cd "$1" && shift && for name; do mv -T -- ".oracle/$name" "$name"; done', {
    args: [folder, ...names],
  });
  await startDocker(host);
}

/** Prints a line for each thing that fails. Builds: every folder below /var/tmp/builds is built again from the cache. */
const useEverythingScript = `
for image in $(docker images -aq --no-trunc | sort -u); do
  docker save "$image" 2>/tmp/oracle.err >/dev/null || echo "image $image: $(cat /tmp/oracle.err)"
done
for container in $(docker ps -aq --no-trunc); do
  docker start "$container" >/dev/null 2>/tmp/oracle.err || echo "container $container: $(cat /tmp/oracle.err)"
done
for context in /var/tmp/builds/*/; do
  [ -e "$context/Dockerfile" ] || continue
  DOCKER_BUILDKIT=1 docker build -q "$context" >/dev/null 2>/tmp/oracle.err || echo "build $context: $(tail -n 1 /tmp/oracle.err)"
done
`;

/** Waits until what exists is older than the gate's margin, then restarts Docker: what is unreferenced now is proven. */
export async function ageAndRestart(host: LabHost): Promise<void> {
  await host.exec('sleep 3.1');
  await stopDocker(host);
  await startDocker(host);
}
