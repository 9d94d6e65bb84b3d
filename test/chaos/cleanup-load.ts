import type { LabHost } from '../../lab/lab.ts';

/**
 * What goes on on a host while it is cleaned: BuildKit builds with and without cache, loads, containers that run and write, removals,
 * prunes of its own. All of it is called `bg-…`, so that the judge can tell the load's own removals from damage.
 */
export interface Load {
  stop(): Promise<void>;
}

export async function startLoad(host: LabHost): Promise<Load> {
  await host.exec('rm -f /run/bg-stop');
  const loops = [buildLoop, runLoop].map((loop) =>
    host.exec(loop, { timeoutMs: 900_000, allowFailure: true }).then(
      () => undefined,
      () => undefined,
    ),
  );
  return {
    stop: async () => {
      await host.exec(': >/run/bg-stop');
      await Promise.all(loops);
      await host.exec('docker rm -f $(docker ps -aq --filter name=bg-) >/dev/null 2>&1', { allowFailure: true });
    },
  };
}

const buildLoop = `
n=0
mkdir -p /var/tmp/bg && cd /var/tmp/bg
head -c 150000 /dev/urandom >stays
while [ ! -e /run/bg-stop ]; do
  n=$((n + 1))
  [ $((n % 3)) -ne 0 ] || head -c 150000 /dev/urandom >big
  [ -e big ] || cp stays big
  printf 'FROM busybox:lab\\nCOPY stays /\\nCOPY big /\\nRUN echo %s >/n\\n' "$n" >Dockerfile
  if [ $((n % 2)) -eq 0 ]; then cache=--no-cache; else cache=--rm; fi
  DOCKER_BUILDKIT=1 docker build -q $cache -t "bg-built-$((n % 3)):lab" . >/dev/null 2>&1
  [ $((n % 4)) -ne 0 ] || docker rmi "bg-built-$((n % 3)):lab" >/dev/null 2>&1
  sleep 1
done`;

const runLoop = `
n=0
while [ ! -e /run/bg-stop ]; do
  n=$((n + 1))
  docker run --rm --network none --name "bg-run-$n" -v "bg-volume-$((n % 4)):/data" busybox:lab \\
    sh -c 'head -c 100000 /dev/urandom >/data/new && mv /data/new /data/file; mkdir -p /root/x; echo x >/root/x/y' >/dev/null 2>&1
  tar -C /etc -cf - passwd group | docker import - "bg-import-$((n % 3)):lab" >/dev/null 2>&1
  docker run -d --network none --name "bg-stay-$n" busybox:lab sleep 20 >/dev/null 2>&1
  [ $((n % 2)) -ne 0 ] || docker rmi "bg-import-$(((n + 1) % 3)):lab" >/dev/null 2>&1
  docker rm -f "bg-stay-$n" >/dev/null 2>&1
  sleep 1
done`;
