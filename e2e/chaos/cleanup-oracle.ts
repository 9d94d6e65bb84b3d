import type { LabHost } from '../lab/lab.ts';
import { driverFolder } from '../lab/states/driver-directories.ts';

/**
 * The judge of a cleanup; it shares no code with Bilge and looks from outside. "Damaged" means: Docker can no longer read every
 * byte of an image (`docker save` checks each file against the tar-split record of its layer) or mount its whole root, a record of
 * the layer store names a directory that is not there, or a volume's files no longer have the checksums that lie beside them.
 */
export interface Present {
  images: Set<string>;
  containers: Set<string>;
  volumes: Set<string>;
}

/** Everything on the host but what the load makes and takes away again by itself (`bg-…`). */
export async function presentOn(host: LabHost): Promise<Present> {
  const { stdout } = await host.exec(presentScript, { timeoutMs: 60_000 });
  const of = (kind: string) =>
    new Set(stdout.split('\n').flatMap((line) => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : [])));
  return { images: of('image'), containers: of('container'), volumes: of('volume') };
}

const presentScript = `
docker images --no-trunc --format '{{.Repository}} {{.ID}}' | awk '$1 !~ /^(bg-|<none>)/ { print "image " $2 }' | sort -u
docker ps -a --no-trunc --format '{{.Names}} {{.ID}}' | awk '$1 !~ /^bg-/ { print "container " $2 }'
docker volume ls -q | awk '$1 !~ /^bg-/ { print "volume " $1 }'`;

/** One line for each thing that is damaged. `isThorough`: starts every container and builds every context from its cache as well. */
export async function damagesOn(host: LabHost, isThorough: boolean): Promise<string[]> {
  const { stdout } = await host.exec(`${checkScript}${isThorough ? startEverythingScript : ''}`, {
    args: [await driverFolder(host)],
    timeoutMs: 240_000,
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** An image may be on its way out by the load's own hand: three times the same answer, while it is still listed, is an answer. */
const checkScript = `
root=$(docker info --format '{{.DockerRootDir}}')
driver=$(docker info --format '{{.Driver}}')
read_image() {
  docker save "$1" 2>/tmp/oracle.err >/dev/null && id=$(docker create --network none "$1" /none 2>/tmp/oracle.err) || return 1
  docker cp "$id:/" - >/dev/null 2>/tmp/oracle.err
  code=$?
  docker rm "$id" >/dev/null 2>&1
  return "$code"
}
for image in $(docker images -aq --no-trunc | sort -u); do
  tries=0
  until read_image "$image"; do
    tries=$((tries + 1))
    docker image inspect "$image" >/dev/null 2>&1 || break
    if [ "$tries" -ge 3 ]; then echo "image $image: $(head -c 300 /tmp/oracle.err | tr '\\n' ' ')"; break; fi
    sleep 1
  done
done
missing() {
  for record in "$root/image/$driver/layerdb/sha256/"*/cache-id "$root/image/$driver/layerdb/mounts/"*/*-id; do
    case $record in *-removing/*) continue ;; esac
    name=$(cat "$record" 2>/dev/null) || continue
    [ -d "$1/$name" ] || { [ -e "$record" ] && echo "$record names $name, which is not there"; }
  done
}
left=$(missing "$1")
if [ -n "$left" ]; then sleep 2; missing "$1"; fi
for sums in "$root"/volumes/*/_data/sums; do
  [ -e "$sums" ] || continue
  (cd "\${sums%/*}" && sha256sum -c --quiet sums 2>&1) || echo "volume \${sums%/sums}: its checksums do not hold"
done
`;

const startEverythingScript = `
for container in $(docker ps -aq --no-trunc); do
  docker start "$container" >/dev/null 2>/tmp/oracle.err || { docker container inspect "$container" >/dev/null 2>&1 && echo "container $container: $(cat /tmp/oracle.err)"; }
done
for context in /var/tmp/builds/*/; do
  [ -e "$context/Dockerfile" ] || continue
  docker image inspect busybox:lab >/dev/null 2>&1 || continue
  DOCKER_BUILDKIT=1 docker build -q "$context" >/dev/null 2>/tmp/oracle.err || echo "build $context: $(tail -n 1 /tmp/oracle.err)"
done
`;

/** Volumes with data and the checksums of it, held by a running, a stopped and no container at all. */
export async function makePrecious(host: LabHost, seed: number): Promise<void> {
  await host.exec(preciousScript, { args: [String(seed)], timeoutMs: 120_000 });
}

const preciousScript = `
set -eu
fill() { docker run --rm --network none -v "$1:/data" busybox:lab sh -c 'for n in 1 2 3; do head -c 200000 /dev/urandom >/data/$n; done; cd /data && sha256sum 1 2 3 >sums'; }
for volume in photos letters alone; do fill "$volume-$1"; done
docker run -d --network none --name "album-$1" -v "photos-$1:/data" busybox:lab sleep 1000000 >/dev/null
docker create --network none --name "writer-$1" -v "letters-$1:/data" busybox:lab sha256sum -c /data/sums >/dev/null
anonymous=$(docker create --network none --name "anonymous-$1" -v /data busybox:lab true)
`;
