/**
 * `node test/states/record-demo-hosts.ts [name…]`: boots the hosts of the demo in the lab, makes on each what its `about` says, and
 * writes what Bilge then reads over real SSH to lib/demo/recorded/. Five minutes; the sizes are written for real.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type LabHost, startHost, stopAll } from '../../lab/lab.ts';
import { startPlatform } from '../../lab/platforms/start-platform.ts';
import { manyBuildkitLeaks } from '../../lab/states/buildkit-leaks.ts';
import { leakedMount } from '../../lab/states/container-states.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { killDocker9, startDocker, stopDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { loadLayers } from '../../lab/states/load-layers.ts';
import { staleRemoving } from '../../lab/states/stale-removing.ts';
import { unreachableChains } from '../../lab/states/unreachable-chains.ts';
import { newId } from '../../lib/domain/ids.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { withoutKernelLog, withSession } from './look-at-host.ts';
import { measureState } from './measure-state.ts';

const mebibyte = 2 ** 20;

interface DemoState {
  about: string;
  /** hostname in the recording, in the place of the lab's own */
  hostname: string;
  make(): Promise<LabHost>;
}

const states: Record<string, DemoState> = {
  nas: {
    about:
      'A lab host in the likeness of Synology DSM 7.2: the btrfs driver on a volume that is nearly full, layers that BuildKit leaked, and two anonymous volumes in which a dead docker:dind left btrfs subvolumes.',
    hostname: 'nas',
    make: makeNas,
  },
  buildserver: {
    about:
      'A lab host with Debian 12 and Docker 20.10: overlay2 on ext4, with layers that BuildKit leaked, layers that no image reaches, a lost container, a removal that was cut off, unused images and volumes, and a log without a limit.',
    hostname: 'buildserver',
    make: makeBuildServer,
  },
  homeserver: {
    about:
      'A lab host with Debian 13 and Docker 26.1: overlay2 on ext4, containers in use, logs with a limit. Nothing leaks here.',
    hostname: 'homeserver',
    make: makeHomeServer,
  },
  appserver: {
    about:
      "A lab host with Debian 13 and Docker 26.1: images in containerd's store on ext4, three leases of containers whose directories are gone, build cache, and an image of another user of containerd.",
    hostname: 'appserver',
    make: makeAppServer,
  },
};

async function makeNas(): Promise<LabHost> {
  const { host, settings } = await startPlatform('synology-dsm7', { diskBytes: 4096 * mebibyte });
  const bin = settings.dockerClient.replace(/\/docker$/, '');
  // DSM has the client in no PATH; what makes the state needs it, and it is gone again before the look.
  await host.exec('for tool in "$1"/*; do [ -e "/usr/sbin/${tool##*/}" ] || ln -s "$tool" /usr/sbin/; done', {
    args: [bin],
  });
  await nap(host, 'photos', ['--log-opt', 'max-size=10m']);
  await loadLayers(host, 5, { name: 'photos:lab', bytesPerLayer: 30 * mebibyte, filesPerLayer: 20 });
  // One leak for each content: duplicates of one share their extents, and alone hold nothing.
  for (const size of [190, 140, 120, 60]) await manyBuildkitLeaks(host, 1, size * mebibyte);
  // This engine prefers overlay2 on btrfs; the ones that left subvolumes did not.
  await host.exec('systemctl set-environment DOCKER_DRIVER=btrfs');
  await dindVolume(host, { mounts: 'private' });
  await dindVolume(host, { mounts: 'private', hasReadOnlySnapshot: true });
  await host.exec('systemctl unset-environment DOCKER_DRIVER; sleep 3');
  await host.exec(settings.stop, { timeoutMs: 120_000 });
  await host.exec(settings.start, { timeoutMs: 120_000 });
  await host.exec('mkdir -p /volume1/photo && find /usr/sbin -lname "$1/*" -delete', { args: [bin] });
  // In pieces until nothing goes any more: how much btrfs will really hand out, statfs does not know.
  await host.exec(
    `cd /volume1/photo; number=1000
     while fallocate -l 48M "album-$number" 2>/dev/null; do number=$((number + 1)); done
     rm -f "album-$number" "album-$((number - 1))" "album-$((number - 2))" "album-$((number - 3))"; sync`,
    { timeoutMs: 120_000 },
  );
  return host;
}

async function makeBuildServer(): Promise<LabHost> {
  const host = await startHost('ext4', { diskBytes: 6144 * mebibyte });
  await host.exec('fallocate -l 6G /data.img');
  await nap(host, 'runner', []);
  await nap(host, 'registry', ['--log-opt', 'max-size=10m', '-v', 'registry-data:/data']);
  await host.exec('docker exec registry dd if=/dev/urandom of=/data/blobs bs=1M count=80');
  await loadLayers(host, 3, { name: 'app:1.4', bytesPerLayer: 40 * mebibyte, filesPerLayer: 30 });
  await loadLayers(host, 3, { name: 'app:1.5', bytesPerLayer: 40 * mebibyte, filesPerLayer: 30 });
  await manyBuildkitLeaks(host, 4, 110 * mebibyte);
  await manyBuildkitLeaks(host, 2, 170 * mebibyte);
  await unreachableChains(host, 3);
  await leakedMount(host);
  await host.exec(
    `docker run -d --name chatty busybox:lab sh -c 'yes "the same line again and again" | head -c 36000000; trap exit TERM; while :; do sleep 1 & wait; done'
     for size in 45 25; do
       docker run --rm -v "$(docker volume create)":/data busybox:lab dd if=/dev/urandom of=/data/rest bs=1M count=$size
     done
     docker create --name forgotten busybox:lab true
     docker start forgotten; docker wait forgotten
     docker network create old-project
     mkdir /var/tmp/cached; cd /var/tmp/cached
     head -c 90000000 /dev/urandom >big
     printf 'FROM busybox:lab\\nCOPY big /\\n' >Dockerfile
     DOCKER_BUILDKIT=1 docker build -q -t cached:lab .
     docker rmi cached:lab; rm -rf /var/tmp/cached`,
    { timeoutMs: 120_000 },
  );
  await stopDocker(host);
  // As if it had ended seven weeks ago: nobody waits that long for a recording.
  await host.exec(
    `before=$(date -u -d '50 days ago' +%Y-%m-%dT)
     for file in /var/lib/docker/containers/*/config.v2.json; do
       grep -q '"Name":"/forgotten"' "$file" || continue
       sed -i -E "s/(\\"(FinishedAt|StartedAt|Created)\\":\\")[0-9]{4}-[0-9]{2}-[0-9]{2}T/\\1$before/g" "$file"
     done`,
  );
  await startDocker(host);
  await staleRemoving(host);
  await host.exec('sleep 3');
  // A graceful stop would finish the removal.
  await killDocker9(host);
  return host;
}

async function makeHomeServer(): Promise<LabHost> {
  const host = await startHost('trixie-ext4', { diskBytes: 4096 * mebibyte });
  await host.exec('fallocate -l 4G /data.img');
  for (const name of ['home-assistant', 'mosquitto', 'paperless'])
    await nap(host, name, ['--log-opt', 'max-size=10m', '-v', `${name}-data:/data`]);
  await host.exec('docker exec paperless dd if=/dev/urandom of=/data/documents bs=1M count=300');
  await host.exec('docker exec home-assistant dd if=/dev/urandom of=/data/history bs=1M count=60');
  return host;
}

/** What leaks with containerd's store is what leases keep: here of containers that are gone. */
async function makeAppServer(): Promise<LabHost> {
  // containerd's own folder would lie on the lab's overlay, where overlay cannot be mounted again.
  const options = { diskBytes: 4096 * mebibyte, diskMountPoint: '/srv', startDocker: false };
  const host = await startHost('trixie-ext4', options);
  await host.exec('fallocate -l 4G /data.img');
  await host.putFile('/etc/containerd/config.toml', 'version = 2\nroot = "/srv/containerd"\n');
  await host.putFile(
    '/etc/docker/daemon.json',
    '{"data-root": "/srv/docker", "features": {"containerd-snapshotter": true}}',
  );
  await host.exec('systemctl restart containerd');
  await startDocker(host);
  for (const name of ['gitea', 'postgres']) await nap(host, name, ['--log-opt', 'max-size=10m', '-v', `${name}:/data`]);
  await host.exec('docker exec postgres dd if=/dev/urandom of=/data/base bs=1M count=90');
  await host.exec('docker exec gitea dd if=/dev/urandom of=/tmp/index bs=1M count=12');
  // A lease as old as the data root may be another one's.
  await host.exec('sleep 3');
  const lost = ['wiki', 'metrics', 'builder'];
  for (const [at, name] of lost.entries()) {
    const size = 30 + 25 * at;
    const image = await loadLayers(host, 2, { name: `${name}:1.0`, bytesPerLayer: size * mebibyte, filesPerLayer: 12 });
    await host.exec('docker create --name "$1" "$2"', { args: [name, image] });
  }
  await host.exec(
    `mkdir /var/tmp/site; cd /var/tmp/site
     head -c 40000000 /dev/urandom >assets
     printf 'FROM busybox:lab\\nCOPY assets /\\nCMD ["sleep", "infinity"]\\n' >Dockerfile
     docker build -q -t site:lab .
     docker run -d --network none --name site --stop-signal KILL --log-opt max-size=10m site:lab
     docker save busybox:lab | ctr -n default images import -
     rm -rf /var/tmp/site; sleep 3`,
    { timeoutMs: 120_000 },
  );
  await stopDocker(host);
  await host.exec(
    `cd /srv/docker/containers
     for name; do
       lost=$(grep -l '"Name":"/'"$name"'"' ./*/config.v2.json)
       rm -rf "\${lost%/config.v2.json}"
     done`,
    { args: lost },
  );
  await startDocker(host);
  await host.exec('docker rmi wiki:1.0 metrics:1.0 builder:1.0');
  return host;
}

/** A container that runs and stops at once when told to. */
async function nap(host: LabHost, name: string, options: string[]): Promise<void> {
  const image = await loadBusybox(host);
  await host.exec(
    `image=$1 name=$2; shift 2
     docker run -d --network none --name "$name" "$@" "$image" sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'`,
    { args: [image, name, ...options] },
  );
}

/** Nothing of the machine that the lab ran on: its folders, the lab's host name, the mark of its kernel's builder. */
function scrubbed(text: string, host: LabHost, hostname: string): string {
  return text
    .replaceAll(/\/var\/cache\/bilge-lab\/[^",:\\]*/g, '/lab')
    .replaceAll(/(?<![\w-])lab-\d+(?![\w-])/g, hostname)
    .replaceAll(host.address, '192.0.2.10')
    .replaceAll(/(\d+\.\d+\.\d+)-fc-v\d+/g, '$1');
}

async function record(name: string, state: DemoState): Promise<void> {
  const host = await state.make();
  try {
    const seen = await withSession(host, async (session) => {
      const facts = await collectHostFacts(session, {
        hostId: 'demo',
        now: () => new Date().toISOString(),
        newFactsId: () => newId('facts'),
      });
      return { facts: withoutKernelLog(facts), measurements: await measureState(session, facts) };
    });
    const recording = { name, about: state.about, recordedAt: seen.facts.collectedAt, ...seen };
    const file = fileURLToPath(new URL(`../../lib/demo/recorded/${name}.json`, import.meta.url));
    await writeFile(file, `${scrubbed(JSON.stringify(recording), host, state.hostname)}\n`);
    console.log(`${name}: recorded`);
  } finally {
    await host.stop();
  }
}

const asked = process.argv.slice(2);
try {
  for (const [name, state] of Object.entries(states)) {
    if (asked.length === 0 || asked.includes(name)) await record(name, state);
  }
} finally {
  await stopAll();
}
