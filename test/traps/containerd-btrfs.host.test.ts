import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHostKind, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { leaseIds, storedObjects } from '../../lab/states/containerd-store.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { Bilge } from '../faults/bilge-process.ts';
import { containerdStates } from '../states/containerd-states.ts';
import { expectState } from '../states/state-on-host.ts';
import { useEverything } from './containerd-oracle.ts';
import { ContainerdRig, offeredIn } from './containerd-rig.ts';

/**
 * What is particular about btrfs: subvolumes that containerd does not clean up, and its collector that an interrupted removal blocks.
 * `BTRFS_KIND=trixie-containerd-btrfs` for 26 and containerd 1.7.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);
const [, state] = containerdStates;
const asked = process.env.BTRFS_KIND ?? '';
const kind = isHostKind(asked) ? asked : state.kind;
const folder = '/var/lib/containerd/io.containerd.snapshotter.v1.btrfs';

describe.skipIf(!lab.ok)(`the btrfs snapshotter on ${kind}`, () => {
  let rig: ContainerdRig;
  const bilge = new Bilge();
  const action = ['remove-leaked-leases', '--param', 'mode=strays', '--param'];
  beforeAll(async () => {
    rig = new ContainerdRig(await startHost(kind));
    await state.make(rig.host);
    await bilge.add('nas', rig.host);
  }, patience(240_000));
  afterAll(async () => {
    bilge.remove();
    await rig?.stop();
  });

  it.runIf(kind === state.kind)('is a recorded state', () => expectState(rig.host, state));

  it('L9, L10: the removal that blocks the collector and the one that left a subvolume are told apart', async () => {
    const { strays } = await rig.look();
    expect(strays.map((each) => each.state).sort()).toEqual(['blocks-collector', 'stray']);
    for (const { path } of strays) expect(path).toMatch(/^active\/rm-\d+$/);
    const blocked = await rig.sh(
      "journalctl -u containerd --no-pager | grep -c 'snapshot garbage collection failed' || true",
    );
    expect(Number(blocked)).toBeGreaterThan(0);
  });

  it('T13: each snapshot lies in the folder of its kind', async () => {
    const { store } = await rig.look();
    const folders = { active: 'active', committed: 'snapshots', view: 'view' } as const;
    const own = store.store.snapshots.filter(({ snapshotter }) => snapshotter === 'btrfs');
    expect(own.length).toBeGreaterThan(2);
    const names = store.details.snapshotters.find(({ name }) => name === 'btrfs')?.folders ?? {};
    for (const { id, kind } of own) expect(names[folders[kind as 'active']], `${kind} ${id}`).toContain(String(id));
  });

  it('T10: what may be the only copy of a snapshot is neither a stray nor offered', async () => {
    await rig.sh(
      'docker create --network none --name only busybox:lab sleep 1000 >/dev/null; docker start only >/dev/null',
    );
    const number = await rig.sh(
      `findmnt -rno FSROOT "/var/lib/docker/rootfs/btrfs/$(docker inspect --format '{{.Id}}' only)" | sed 's|.*/||'`,
    );
    await rig.sh('docker kill only >/dev/null; docker wait only >/dev/null');
    // As after a crash in the middle of a removal: under the other name, and the record is there still.
    await rig.sh('mv "$1/active/$2" "$1/active/rm-$2"', folder, number);
    const look = await rig.look();
    expect(look.strays.filter(({ path }) => path === `active/rm-${number}`).map((each) => each.state)).toEqual([
      'only-copy',
    ]);
    expect(offeredIn(look)).toEqual([]);
    const named = await bilge.run('plan', 'nas', ...action, `names=active/rm-${number}`);
    expect(named.code).not.toBe(0);
    expect(`${named.stdout}${named.stderr}`).toContain('only copy');
    await rig.sh('mv "$1/active/rm-$2" "$1/active/$2"', folder, number);
    await rig.sh('docker start only >/dev/null && docker rm -f only >/dev/null');
  });

  it('T21: what an interrupted Prepare left is no finding; one create fails on it, then containerd has healed', async () => {
    const look = await rig.look();
    const next = (look.store.details.snapshotters.find(({ name }) => name === 'btrfs')?.sequence ?? 0) + 1;
    await rig.sh('btrfs subvolume create "$1/active/$2" >/dev/null', folder, String(next));
    const found = (await rig.look()).strays.map(({ path }) => path);
    expect(found).not.toContain(`active/${next}`);
    const first = await rig.host.exec('docker create --network none busybox:lab true', { allowFailure: true });
    expect(first.stderr).toContain('file exists');
    await rig.sh('docker create --network none busybox:lab true');
  });

  it('L9, L10: both are deleted over the command line, and containerd frees everything that was deleted meanwhile', async () => {
    const { strays } = await rig.look();
    const blocking = strays.find((each) => each.state === 'blocks-collector')?.path ?? '';
    const number = blocking.replace('active/rm-', '');
    expect(await rig.sh('ls "$1/active"', folder)).toContain(`rm-${number}`);
    const plan = await bilge.json<Plan>('plan', 'nas', ...action, 'names=all');
    expect(plan.steps.map(({ op }) => op)).toEqual(['delete-stray', 'delete-stray', 'collect-snapshots']);
    const run = await bilge.json<Run>('apply', plan.id, '--confirm', 'nas');
    expect([run.state, run.said, run.steps.map((step) => step.state)]).toEqual([
      'succeeded',
      null,
      ['done', 'done', 'done'],
    ]);
    const left = (await rig.sh('ls "$1/active"', folder)).split('\n');
    expect(left.filter((name) => name.startsWith('rm-'))).toEqual([]);
    expect(left).not.toContain(number);
    const known = (await storedObjects(rig.host)).filter((name) => name.startsWith('snapshot moby btrfs'));
    const { store } = await rig.look();
    expect(store.store.snapshots.filter(({ snapshotter }) => snapshotter === 'btrfs')).toHaveLength(known.length);
    // Nothing of the run's own is left, and all that Docker has works.
    expect([...known, ...(await leaseIds(rig.host))].filter((name) => name.includes('bilge'))).toEqual([]);
    expect(await useEverything(rig.host)).toEqual([]);
    expect((await bilge.run('plan', 'nas', ...action, 'names=all')).code).not.toBe(0);
  });
});
