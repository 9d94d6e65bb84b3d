import { leakedMount } from '../../../lab/states/container-states.ts';
import { unreachableChains } from '../../../lab/states/unreachable-chains.ts';
import { type FaultCase, layersOf, type Meanwhile } from '../fault-case.ts';

/**
 * Prints what is left of leaked layers ($2… their names, $1 the folder): themselves, entries of the quarantine, links that lead nowhere. A note
 * whose entry is gone is taken away by the next run that works there.
 */
const leftOfLayers = `folder=$1; shift
for name; do if [ -e "$folder/$name" ]; then echo "$name"; fi; done
ls "$folder/.bilge-quarantine" "$folder/../.bilge-quarantine" 2>/dev/null | grep 'set-aside$'
if [ -d "$folder/l" ]; then for link in "$folder"/l/*; do [ -e "$link" ] || echo "$link leads nowhere"; done; fi`;
/** The same while they are set aside: a link of theirs may be kept with them. */
const leftInPlace = 'folder=$1; shift; for name; do if [ -e "$folder/$name" ]; then echo "$name"; fi; done';
const leftAside = `folder=$1; shift
ls "$folder/.bilge-quarantine" "$folder/../.bilge-quarantine" 2>/dev/null | grep 'set-aside$'
for name; do
  if [ ! -d "$folder/$name" ]; then echo "$name is not back"; continue; fi
  if [ ! -e "$folder/$name/link" ]; then continue; fi
  [ "$(readlink "$folder/l/$(cat "$folder/$name/link")")" = "../$name/diff" ] || echo "the link of $name is not back"
done`;

/** $1 the folder, $2 a leaked directory: a runtime mounts it, as it does with a container's layers. */
const overlayOnLayer: Meanwhile = {
  what: 'an overlay is mounted on the layer',
  happens: `mkdir -p /var/lib/docker/up/u /var/lib/docker/up/w /mnt/merged
mount -t overlay overlay -o "lowerdir=$1/$2/diff,upperdir=/var/lib/docker/up/u,workdir=/var/lib/docker/up/w" /mnt/merged; ls /mnt/merged >/run/merged`,
  harmed: 'ls /mnt/merged | cmp - /run/merged; [ -s /run/merged ] || echo "nothing was mounted"',
  ends: 'umount /mnt/merged; rm -r /var/lib/docker/up',
};
const bindOnLayer = (at: string): Meanwhile => ({
  what: 'it is mounted elsewhere',
  happens: `mkdir -p /mnt/merged; mount --bind "${at}" /mnt/merged; ls /mnt/merged >/run/merged`,
  harmed: 'ls /mnt/merged | cmp - /run/merged; [ -s /run/merged ] || echo "nothing was mounted"',
  ends: 'umount /mnt/merged',
});

const onBoth = (['ext4', 'btrfs'] as const).flatMap((kind): FaultCase[] => {
  const folder = layersOf[kind] ?? '';
  // On btrfs the quarantine lies beside the layers' folder.
  const home = folder.replace(/\/subvolumes$/, '');
  const common = { kind, isHeart: true, writesTo: home } as const;
  return [
    {
      ...common,
      title: 'remove-leaked-layers delete',
      action: 'remove-leaked-layers',
      async make(target) {
        await target.setAsideExactly([]);
        const names = await target.takeLeaks(2);
        const params = { mode: 'delete', names: names.join(',') };
        const again = [
          ['remove-leaked-layers', params],
          ['purge-quarantine', { entries: 'all' }],
        ] as const;
        return { params, left: leftOfLayers, args: [folder, ...names], again };
      },
      meanwhile: kind === 'ext4' ? overlayOnLayer : bindOnLayer('$1/$2'),
    },
    {
      ...common,
      title: 'remove-leaked-layers quarantine',
      action: 'remove-leaked-layers',
      async make(target) {
        const names = await target.keptLeaks(2);
        await target.setAsideExactly([]);
        return { params: { mode: 'quarantine', names: names.join(',') }, left: leftInPlace, args: [folder, ...names] };
      },
      meanwhile: kind === 'ext4' ? overlayOnLayer : bindOnLayer('$1/$2'),
    },
    {
      ...common,
      title: 'restore-quarantine',
      action: 'restore-quarantine',
      async make(target) {
        const names = await target.keptLeaks(2);
        await target.setAsideExactly(names);
        return { params: { entries: 'all' }, left: leftAside, args: [folder, ...names] };
      },
      leftOut: {
        'comes into use between plan and apply':
          'what is put back may be in use: it then lies where its user expects it',
      },
    },
    {
      ...common,
      title: 'purge-quarantine',
      action: 'purge-quarantine',
      async make(target) {
        const names = await target.takeLeaks(1);
        await target.setAsideExactly(names);
        return { params: { entries: 'all' }, left: leftOfLayers, args: [folder, ...names] };
      },
      meanwhile: bindOnLayer(`${home}/.bilge-quarantine/$2.set-aside`),
    },
  ];
});

const unreachable: FaultCase = {
  title: 'remove-leaked-layers delete, chains that the engine holds',
  action: 'remove-leaked-layers',
  kind: 'ext4',
  // Not Bilge deletes them but the engine, and it writes anywhere in the data root.
  writesTo: '/var/lib/docker',
  async make(target) {
    let names = await target.leaksOfKind('unreachable-layer');
    if (names.length === 0) {
      for (let made = 0; made < 8; made += 1) await unreachableChains(target.host, 1);
      await target.grownOlder();
      names = await target.leaksOfKind('unreachable-layer');
    }
    const [name = ''] = names;
    const params = { mode: 'delete', names: name };
    return {
      params,
      // The watcher of a killed run lets go within seconds.
      left: `for n in $(seq 40); do [ -n "$(docker images -q --filter reference=bilge-release)" ] || break; sleep 0.5; done
docker images -q --filter reference=bilge-release
${leftOfLayers}`,
      args: [layersOf.ext4 ?? '', name],
      // Let go of by an engine that cannot write, its directory may stay and shows as a leaked directory.
      again: [
        ['remove-leaked-layers', params],
        ['purge-quarantine', { entries: 'all' }],
      ],
    };
  },
  leftOut: {
    'comes into use between plan and apply':
      'struck in between.host.test.ts: an image and a container come back on such a layer, and Docker keeps it',
  },
};

const lostContainer: FaultCase = {
  title: 'remove-leaked-layers delete, lost containers with Docker stopped',
  action: 'remove-leaked-layers',
  kind: 'ext4',
  writesTo: layersOf.ext4 ?? '',
  async make(target, fault) {
    await target.setAsideExactly([]);
    const lost = await leakedMount(target.host);
    await target.grownOlder();
    await target.sh('docker start album-1');
    const params = { mode: 'delete', names: lost.mountId, stopDocker: 'yes' };
    // An engine that is killed, or cannot write, takes its containers along: then their coming back is not the run's affair.
    const isBack = ['kill -9 of the run', 'kill -9 of sshd'].includes(fault)
      ? 'for n in $(seq 100); do docker ps -q --filter name=album-1 | grep -q . && break; sleep 0.2; done; docker ps -q --filter name=album-1 | grep -q . || echo "album-1 does not run"'
      : ':';
    return {
      params,
      left: `mounts=$1; shift
ls "$mounts"
${isBack}
${leftOfLayers}`,
      args: [
        `/var/lib/docker/image/overlay2/layerdb/mounts/${lost.containerId}`,
        layersOf.ext4 ?? '',
        lost.mountId,
        lost.initId,
      ],
      again: [
        ['remove-leaked-layers', { ...params, names: `${lost.mountId},${lost.initId}` }],
        ['purge-quarantine', { entries: 'all' }],
      ],
    };
  },
  meanwhile: {
    what: 'the container comes back on disk',
    happens: 'mkdir -p "/var/lib/docker/containers/${1##*/}"',
    harmed: 'ls -d "$1" "$2/$3" "$2/$4" >/dev/null',
    ends: 'rmdir "/var/lib/docker/containers/${1##*/}"',
  },
};

const lostContainerBack: FaultCase = {
  title: 'restore-quarantine, the layers of a lost container',
  action: 'restore-quarantine',
  kind: 'ext4',
  writesTo: '/var/lib/docker',
  async make(target) {
    await target.setAsideExactly([]);
    const lost = await leakedMount(target.host);
    await target.grownOlder();
    const aside = await target.run('remove-leaked-layers', { names: lost.mountId, stopDocker: 'yes' });
    if (aside.state !== 'succeeded') throw new Error(`not set aside before the strike: ${JSON.stringify(aside)}`);
    await target.reconnect();
    await target.sh('docker start album-1');
    return {
      params: { entries: 'all' },
      left: `record=$1; shift
[ "$(cat "$record/mount-id" 2>/dev/null) $(cat "$record/init-id" 2>/dev/null)" = "$2 $3" ] || echo "the record $record is not back"
[ -s "$record/parent" ] || echo "the record $record names no image layers"
${leftAside}`,
      args: [
        `/var/lib/docker/image/overlay2/layerdb/mounts/${lost.containerId}`,
        layersOf.ext4 ?? '',
        lost.mountId,
        lost.initId,
      ],
    };
  },
  leftOut: {
    'comes into use between plan and apply': 'what is put back may be in use: it then lies where its user expects it',
  },
};

export const leakedLayerCases: readonly FaultCase[] = [...onBoth, unreachable, lostContainer, lostContainerBack];
