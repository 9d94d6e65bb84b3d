import type { LabHost } from '../../lab/lab.ts';
import { driverFolder, listDriverDirectories } from '../../lab/states/driver-directories.ts';

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

export interface Seen extends Present {
  damages: string[];
}

/**
 * Every record of the layer store, every `lower` of overlay2 and every volume's checksums are looked at each time. Reading an image
 * takes seconds on a busy host: one of them after every third cleanup (`turn` says which), all of them, every container started and every
 * context built from its cache when `isThorough`. Bilge moves and deletes whole directories, so a damage does not go away in between.
 */
export async function lookAtHost(host: LabHost, options: { isThorough: boolean; turn: number }): Promise<Seen> {
  const { stdout } = await host.exec(`${checkScript}${options.isThorough ? startEverythingScript : ''}`, {
    args: [
      await driverFolder(host),
      options.isThorough ? 'all' : options.turn % 3 === 0 ? String(options.turn / 3) : '-',
    ],
    timeoutMs: 300_000,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    images: new Set(of('image')),
    containers: new Set(of('container')),
    volumes: new Set(of('volume')),
    damages: lines.filter((line) => !/^(image|container|volume) /.test(line)),
  };
}

/** The layer directories of a host on which nothing goes on any more: an engine ends some removals a moment after it has answered. */
export async function settledDirectories(host: LabHost): Promise<string[]> {
  for (let before = await listDriverDirectories(host); ; ) {
    await host.exec('sleep 1');
    const now = await listDriverDirectories(host);
    if (now.join() === before.join()) return now;
    before = now;
  }
}

/**
 * What is called `bg-…` and what has no name belongs to the load, which removes it itself. An image may be on its way out by the load's own
 * hand: three times the same answer, while it is still listed, is an answer.
 */
const checkScript = `
root=\${1%/overlay2}
root=\${root%/btrfs/subvolumes}
driver=\${1#"$root/"}
driver=\${driver%%/*}
docker images --no-trunc --format '{{.ID}} {{.Repository}}' >/tmp/oracle.images
awk '$2 !~ /^(bg-|<none>)/ { print "image " $1 }' /tmp/oracle.images | sort -u
docker ps -a --no-trunc --format '{{.ID}} {{.Names}}' | awk '$2 !~ /^bg-/ { print "container " $1 }'
docker volume ls -q | awk '$1 !~ /^bg-/ { print "volume " $1 }'
read_image() {
  docker save "$1" 2>/tmp/oracle.err >/dev/null && id=$(docker create --network none "$1" /none 2>/tmp/oracle.err) || return 1
  docker cp "$id:/" - >/dev/null 2>/tmp/oracle.err
  code=$?
  docker rm "$id" >/dev/null 2>&1
  return "$code"
}
case $2 in
  all) chosen=$(cut -d' ' -f1 /tmp/oracle.images | sort -u) ;;
  -) chosen= ;;
  *) chosen=$(cut -d' ' -f1 /tmp/oracle.images | sort -u | awk -v turn="$2" '{ id[NR - 1] = $0 } END { if (NR) print id[turn % NR] }') ;;
esac
for image in $chosen; do
  tries=0
  until read_image "$image"; do
    tries=$((tries + 1))
    docker image inspect "$image" >/dev/null 2>&1 || break
    if [ "$tries" -ge 3 ]; then echo "the image $image: $(head -c 300 /tmp/oracle.err | tr '\\n' ' ')"; break; fi
    sleep 1
  done
done
missing() {
  cd "$1" || return
  find "$root/image/$driver/layerdb" -name '*-removing' -prune -o -path '*/layerdb/tmp' -prune -o \\
    -type f \\( -name cache-id -o -name mount-id -o -name init-id \\) -exec awk '{ print FILENAME, $0 }' {} + 2>/dev/null |
    while read -r record name; do [ -d "$name" ] || [ ! -e "$record" ] || echo "$record names $name, which is not there"; done
  for lower in */lower; do
    [ -e "$lower" ] || continue
    for link in $(tr ':' ' ' <"$lower"); do [ -d "$link" ] || [ ! -e "$lower" ] || echo "$lower names $link, which is not there"; done
  done
}
left=$(missing "$1")
if [ -n "$left" ]; then sleep 2; missing "$1"; fi
for sums in "$root"/volumes/*/_data/sums; do
  [ -e "$sums" ] || continue
  (cd "\${sums%/*}" && sha256sum -c --quiet sums 2>&1) || echo "the volume \${sums%/sums}: its checksums do not hold"
done
`;

const startEverythingScript = `
for container in $(docker ps -aq --no-trunc); do
  docker start "$container" >/dev/null 2>/tmp/oracle.err || { docker container inspect "$container" >/dev/null 2>&1 && echo "the container $container: $(cat /tmp/oracle.err)"; }
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
docker create --network none --name "anonymous-$1" -v /data busybox:lab true >/dev/null
`;
