import { buildkitDuplicateLeak } from '../../../lab/states/buildkit-leaks.ts';
import { leakedMount } from '../../../lab/states/container-states.ts';
import { driverFolder } from '../../../lab/states/driver-directories.ts';
import { imageFolder } from '../../../lab/states/engine.ts';
import { unreachableChains } from '../../../lab/states/unreachable-chains.ts';
import type { OpCase, OpRefusal } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** Layers: $1 name, $2 the driver's directory, $3 layerdb, $4 the quarantine. */
const chain = 'f'.repeat(64);
const referenced: OpRefusal = {
  guard: 'layer-database',
  when: 'a layer of an image names it now',
  spoil: `mkdir "$3/sha256/${chain}"; printf %s "$1" >"$3/sha256/${chain}/cache-id"`,
  heal: `rm -r "$3/sha256/${chain}"`,
};
const mounted = (path: string): OpRefusal => ({
  guard: 'live-mounts',
  when: 'it is mounted somewhere',
  spoil: `mkdir -p /mnt/held; mount --bind "${path}" /mnt/held`,
  heal: 'umount /mnt/held',
});
const startedOn: OpRefusal = {
  guard: 'overlay-lowers',
  when: 'a layer was made on top of it',
  spoil: `mkdir -p "$2/${'0'.repeat(64)}/diff"; echo ${'Z'.repeat(26)} >"$2/${'0'.repeat(64)}/link"
printf 'l/%s' "$(cat "$2/$1/link" 2>/dev/null || cat "$4/$1.set-aside/link")" >"$2/${'0'.repeat(64)}/lower"`,
  heal: `rm -r "$2/${'0'.repeat(64)}"`,
};
const replaced = (path: string): OpRefusal => ({
  guard: 'identity',
  when: 'another directory carries its name',
  spoil: `mv "${path}" "$2/kept-by-test"; mkdir "${path}"`,
  heal: `rmdir "${path}"; mv "$2/kept-by-test" "${path}"`,
});

async function leak(target: OpHost) {
  const [name = ''] = await buildkitDuplicateLeak(target.host, { builds: 2, bytes: 200_000 });
  await target.older();
  const folder = await driverFolder(target.host);
  const home = folder.endsWith('/subvolumes') ? folder.slice(0, -'/subvolumes'.length) : folder;
  return [name, folder, `${await imageFolder(target.host)}/layerdb`, `${home}/.bilge-quarantine`];
}
async function aside(target: OpHost) {
  const args = await leak(target);
  const run = await target.run('remove-leaked-layers', { mode: 'quarantine', names: args[0] ?? '' });
  if (run.state !== 'succeeded') throw new Error(`not set aside: ${JSON.stringify(run)}`);
  return args;
}
const aLeak = async (target: OpHost) => {
  const args = await leak(target);
  return { action: 'remove-leaked-layers', params: { mode: 'quarantine', names: args[0] ?? '' }, args };
};

const quarantineElsewhere: OpRefusal = {
  guard: 'quarantine',
  when: 'the quarantine is on another mount, where moving would copy (G25)',
  spoil: 'mkdir -p "$4"; mount -t tmpfs tmpfs "$4"',
  heal: 'umount "$4"; rmdir "$4" 2>/dev/null || true',
};
const quarantineLinked: OpRefusal = {
  guard: 'quarantine',
  when: 'the quarantine is a symbolic link',
  spoil: 'ln -s /mnt "$4"',
  heal: 'rm "$4"',
};

export const overlayLayerCases: readonly OpCase[] = [
  {
    op: 'set-aside-layer',
    prepare: aLeak,
    witness: 'stat -c "%n %i" "$2/$1"; ls -A "$2/$1"',
    refusals: [referenced, mounted('$2/$1'), startedOn, replaced('$2/$1'), quarantineElsewhere, quarantineLinked],
    again: 'already-done',
  },
  {
    op: 'restore-entry',
    prepare: async (target) => {
      const args = await aside(target);
      return { action: 'restore-quarantine', params: { entries: args[0] ?? '' }, args };
    },
    witness: 'stat -c "%n %i" "$4/$1.set-aside"',
    refusals: [
      replaced('$4/$1.set-aside'),
      {
        guard: 'occupied',
        when: 'a directory of its name is there again',
        spoil: 'mkdir "$2/$1"',
        heal: 'rmdir "$2/$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'purge-entry',
    prepare: async (target) => {
      const args = await aside(target);
      return { action: 'purge-quarantine', params: { entries: args[0] ?? '' }, args };
    },
    witness: 'stat -c "%n %i" "$4/$1.set-aside" "$2/$1" 2>/dev/null || true',
    refusals: [
      referenced,
      mounted('$4/$1.set-aside'),
      startedOn,
      replaced('$4/$1.set-aside'),
      {
        guard: 'quarantine',
        when: 'it was put back by hand',
        spoil: 'mv "$4/$1.set-aside" "$2/$1"',
        heal: 'mv "$2/$1" "$4/$1.set-aside"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'check-references',
    prepare: aLeak,
    witness: 'stat -c "%n %i" "$2/$1"',
    refusals: [],
    again: 'done',
  },
  {
    op: 'release-chain',
    prepare: async (target) => {
      const state = await unreachableChains(target.host, 1);
      await target.older();
      const id = state.savedConfig.slice(state.savedConfig.lastIndexOf('/') + 1);
      const [name = ''] = state.directories;
      const folder = await imageFolder(target.host);
      return {
        action: 'remove-leaked-layers',
        params: { mode: 'delete', names: name },
        args: [name, await driverFolder(target.host), folder, state.chainIds[0] ?? '', id, state.savedConfig],
      };
    },
    witness: 'stat -c "%n %i" "$2/$1" "$3/layerdb/sha256/$4"',
    refusals: [
      {
        guard: 'identity',
        when: 'Docker keeps another directory for it now',
        spoil: `cp "$3/layerdb/sha256/$4/cache-id" /run/cache-id; printf %s ${'e'.repeat(64)} >"$3/layerdb/sha256/$4/cache-id"`,
        heal: 'cat /run/cache-id >"$3/layerdb/sha256/$4/cache-id"',
      },
      {
        guard: 'taken-along',
        when: 'a layer lies below it now that the plan does not name',
        spoil: `mkdir "$3/layerdb/sha256/${chain}"; printf sha256:${chain} >"$3/layerdb/sha256/$4/parent"`,
        heal: `rm -r "$3/layerdb/sha256/${chain}" "$3/layerdb/sha256/$4/parent"`,
      },
      {
        guard: 'in-use',
        when: 'an image was loaded that is made of it',
        spoil: `mkdir -p /run/again && cd /run/again && cp "$6" config.json
printf '[{"Config":"config.json","RepoTags":["again:lab"],"Layers":["x"]}]' >manifest.json && tar -cf - manifest.json config.json | docker load -q`,
        heal: `systemctl stop docker.socket docker.service; rm -f "$3/imagedb/content/sha256/$5"; sleep 3
systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service`,
      },
    ],
    again: 'already-done',
  },
  {
    op: 'set-aside-dead-mount',
    prepare: async (target) => {
      const lost = await leakedMount(target.host);
      await target.older();
      const folder = await driverFolder(target.host);
      return {
        action: 'remove-leaked-layers',
        params: { mode: 'quarantine', names: lost.mountId, stopDocker: 'yes' },
        args: [
          lost.mountId,
          folder,
          `${await imageFolder(target.host)}/layerdb`,
          `${folder}/.bilge-quarantine`,
          lost.containerId,
        ],
      };
    },
    witness: 'stat -c "%n %i" "$2/$1" "$3/mounts/$5"; ls -A "$2/$1"',
    refusals: [
      {
        guard: 'in-use',
        when: 'its container is on disk again',
        spoil: 'mkdir "/var/lib/docker/containers/$5"',
        heal: 'rmdir "/var/lib/docker/containers/$5"',
      },
      {
        guard: 'identity',
        when: 'its record names another directory',
        spoil: `cp "$3/mounts/$5/mount-id" /run/mount-id; printf %s ${'e'.repeat(64)} >"$3/mounts/$5/mount-id"`,
        heal: 'cat /run/mount-id >"$3/mounts/$5/mount-id"',
      },
      {
        guard: 'service-control',
        when: 'Docker could not be started again',
        spoil: 'systemctl mask --runtime --quiet docker.service',
        heal: 'systemctl unmask --runtime --quiet docker.service',
      },
      quarantineElsewhere,
      { ...mounted('$2/$1'), state: 'failed' },
    ],
    again: 'already-done',
  },
];

export const btrfsLayerCases: readonly OpCase[] = [
  {
    op: 'set-aside-layer',
    where: '(a subvolume)',
    prepare: aLeak,
    witness: 'stat -c "%n %i" "$2/$1"; btrfs subvolume list "$2" | grep -F "$1"',
    refusals: [
      referenced,
      mounted('$2/$1'),
      {
        guard: 'subvolume-identity',
        when: 'a subvolume was made inside it',
        spoil: 'btrfs subvolume create "$2/$1/inner"',
        heal: 'btrfs subvolume delete "$2/$1/inner"',
      },
      {
        guard: 'subvolume-identity',
        when: 'a snapshot of it carries its name (G9)',
        // On the same mount: a move out of Docker's self-bind mount would copy.
        spoil: 'mv "$2/$1" "${2%/*}/kept-by-test"; btrfs subvolume snapshot "${2%/*}/kept-by-test" "$2/$1"',
        heal: 'btrfs subvolume delete "$2/$1"; mv "${2%/*}/kept-by-test" "$2/$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'purge-entry',
    where: '(a subvolume)',
    prepare: async (target) => {
      const args = await aside(target);
      return { action: 'purge-quarantine', params: { entries: args[0] ?? '' }, args };
    },
    witness: 'stat -c "%n %i" "$4/$1.set-aside"',
    refusals: [
      referenced,
      {
        guard: 'subvolume-identity',
        when: 'a subvolume was made inside it',
        spoil: 'btrfs subvolume create "$4/$1.set-aside/inner"',
        heal: 'btrfs subvolume delete "$4/$1.set-aside/inner"',
      },
    ],
    again: 'already-done',
  },
];
