import type { DiskFilesystem } from '../../../lab/host-kinds.ts';
import { installRsync, secondDisk } from '../../../lab/states/second-disk.ts';
import type { FaultCase } from '../fault-case.ts';
import type { FaultHost } from '../fault-host.ts';

/** Moves of the data root to a second disk of the host, which stays between the cases. */
const target = '/mnt/second/docker';
const noObject = 'it works on no object that a container could come to use';

/** Of another filesystem where the host was given one before (test/faults/migrations.host.test.ts). */
export async function withDisk(host: FaultHost, filesystem: DiskFilesystem = 'ext4'): Promise<void> {
  if ((await host.sh('mountpoint -q /mnt/second && echo yes || true')) === 'yes') return;
  await installRsync(host.host);
  await secondDisk(host.host, { mountPoint: '/mnt/second', filesystem, bytes: 2 * 2 ** 30 });
}

/** By hand, whatever the case before has left: Docker on its first disk, no record, no copy. */
const atHome = `if [ "$(docker info --format '{{.DockerRootDir}}')" != /var/lib/docker ]; then
  systemctl stop docker.socket docker.service
  for from in /mnt/second/docker /mnt/second/docker-image; do
    [ -d /var/lib/docker/containers ] || [ ! -d "$from/containers" ] || rsync -aHAXS --numeric-ids --exclude=/.bilge-data-root "$from/" /var/lib/docker/
  done
fi
rm -f /etc/docker/daemon.json /etc/docker/daemon.json.bilge-* /etc/systemd/system/docker.service.d/bilge-data-root.conf
systemctl daemon-reload; systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service
for n in $(seq 300); do docker version >/dev/null 2>&1 && break; sleep 0.2; done
docker ps -q --filter name=album-1 | grep -q . || docker start album-1
systemctl stop 'mnt-second-docker\\x2dimage.mount' bilge-image-mnt-second-docker-image.service 2>/dev/null
umount /mnt/second/docker-image 2>/dev/null; losetup -n -O NAME -j /mnt/second/docker-image.img 2>/dev/null | xargs -r losetup -d
chattr -i /mnt/second/docker-image 2>/dev/null
rm -rf /mnt/second/docker /mnt/second/docker-image /mnt/second/docker-image.img* /etc/systemd/system/*docker*image* /var/lib/bilge/migrations; systemctl daemon-reload`;

async function home(host: FaultHost): Promise<void> {
  await withDisk(host);
  await host.sh(atHome);
  await host.reconnect();
}

async function moved(host: FaultHost): Promise<void> {
  await withDisk(host);
  const isKept = await host.sh(
    `[ "$(docker info --format '{{.DockerRootDir}}')" = ${target} ] && [ -d /var/lib/docker/containers ] && tail -n 2 /var/lib/bilge/migrations/run_*/facts | grep -qx phase=kept && echo yes || true`,
  );
  if (isKept === 'yes') return;
  await home(host);
  const run = await host.run('move-data-root', { target });
  if (run.state !== 'succeeded') throw new Error(`the move before the strike: ${JSON.stringify(run)}`);
  await host.reconnect();
}

/** Docker runs from there, and what ran before runs. A killed run's watcher may still be starting it. */
const runsFrom = (root: string) => `for n in $(seq 60); do
  now=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
  if [ "$now" = ${root} ] && docker ps -q --filter name=album-1 | grep -q .; then exit 0; fi
  [ "$now" = ${root} ] || [ "$n" -lt 30 ] || break
  sleep 0.2
done
echo "Docker runs from $now, or album-1 does not run"`;

const move: FaultCase = {
  title: 'move-data-root',
  action: 'move-data-root',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await home(host);
    const params = { target };
    return {
      params,
      left: runsFrom(target),
      args: [],
      // Cut off it goes on; taken back by itself it is done again, after the copy that Docker ran on for a moment is deleted.
      again: [
        ['resume-migration', {}],
        ['move-data-root', params],
        ['finish-migration', {}],
        ['move-data-root', params],
      ],
    };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

const goOn: FaultCase = {
  title: 'resume-migration',
  action: 'resume-migration',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await moved(host);
    await host.sh('record=$(echo /var/lib/bilge/migrations/run_*); echo phase=switched >>"$record/facts"');
    return { params: {}, left: runsFrom(target), args: [], again: [['resume-migration', {}]] };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

const goBack: FaultCase = {
  title: 'roll-back-migration',
  action: 'roll-back-migration',
  kind: 'ext4',
  writesTo: '/var/lib/docker',
  async make(host) {
    await moved(host);
    return { params: {}, left: runsFrom('/var/lib/docker'), args: [] };
  },
  leftOut: {
    'comes into use between plan and apply': noObject,
    'read-only': 'a data root that Docker cannot write to is none that it could go back to',
  },
};

const finish: FaultCase = {
  title: 'finish-migration',
  action: 'finish-migration',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await home(host);
    // A copy that Docker left: as big as a test needs.
    await host.sh(
      `mkdir -p ${target}/containers ${target}/volumes/a/_data ${target}/overlay2/x ${target}/image; echo data >${target}/volumes/a/_data/file
echo run_aaaaaaaa >${target}/.bilge-data-root; mkdir -p -m 700 /var/lib/bilge/migrations/run_aaaaaaaa
{ echo phase=left; echo phase_at=2026-12-01T00:00:00Z; echo run=run_aaaaaaaa; echo driver=overlay2; echo started=yes; echo bytes=1
for side in from:/var/lib/docker to:${target}; do
  path=\${side#*:}; key=\${side%%:*}; echo "$key=$path"; echo "\${key}_inode=$(stat -c %i "$path")"; echo "\${key}_filesystem=$(stat -f -c %i "$path")"
done; } >/var/lib/bilge/migrations/run_aaaaaaaa/facts`,
    );
    return {
      params: {},
      left: `ls -d ${target} /var/lib/bilge/migrations/run_aaaaaaaa 2>/dev/null; true`,
      args: [],
    };
  },
  meanwhile: {
    what: 'a volume of it is mounted elsewhere',
    happens: `mkdir -p /mnt/held; mount --bind ${target}/volumes/a /mnt/held`,
    harmed: 'cat /mnt/held/_data/file >/dev/null || echo "it is gone"',
    ends: 'umount /mnt/held',
  },
};

const image = '/mnt/second/docker-image.img';
const inImage = '/mnt/second/docker-image';
const bytes = 600 * 2 ** 20;

const toImage: FaultCase = {
  title: 'migrate-to-loopback',
  action: 'migrate-to-loopback',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await home(host);
    const params = { image, size: String(bytes) };
    return {
      params,
      left: runsFrom(inImage),
      args: [],
      again: [
        ['resume-migration', {}],
        ['migrate-to-loopback', params],
        ['finish-migration', {}],
        ['migrate-to-loopback', params],
      ],
    };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

/** Of xfs, because ext4 needs a right to grow that not every lab has. */
async function liesInImage(host: FaultHost): Promise<void> {
  await withDisk(host);
  if ((await host.sh(`docker info --format '{{.DockerRootDir}}'`)) !== inImage) {
    await home(host);
    const run = await host.run('migrate-to-loopback', { image, size: String(bytes), fs: 'xfs' });
    if (run.state !== 'succeeded') throw new Error(`into the image before the strike: ${JSON.stringify(run)}`);
    await host.reconnect();
  }
  await host.sh(`fallocate -l "$(stat -c %s ${image})" ${image}`);
}

const grow: FaultCase = {
  title: 'grow-loopback',
  action: 'grow-loopback',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await liesInImage(host);
    const size = Number(await host.sh(`stat -c %s ${image}`)) + 16 * 2 ** 20;
    return {
      params: { size: String(size) },
      // All but the log of an xfs of this size is in its blocks.
      left: `stat -f -c '%b %S' ${inImage} | awk -v want=${size} '$1 * $2 < want - 90 * 1048576 { print "it has " $1 * $2 " of " want }'
[ "$(stat -c %s ${image})" = ${size} ] || echo "the image has $(stat -c %s ${image})"`,
      args: [],
    };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

const trim: FaultCase = {
  title: 'trim-loopback',
  action: 'trim-loopback',
  kind: 'ext4',
  writesTo: '/mnt/second',
  async make(host) {
    await liesInImage(host);
    return {
      params: {},
      left: `[ "$(($(stat -c %b ${image}) * 512))" -lt "$(($(stat -c %s ${image}) - 104857600))" ] || echo "the image is allocated whole"`,
      args: [],
    };
  },
  leftOut: {
    'comes into use between plan and apply': noObject,
    'read-only': 'it takes blocks away from a file that the loop device holds open for writing, which goes on',
  },
};

export const migrationCases: readonly FaultCase[] = [move, goOn, goBack, finish, toImage, grow, trim];
