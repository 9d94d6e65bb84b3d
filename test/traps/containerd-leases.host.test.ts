import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { expiredLease } from '../../lab/states/containerd-leaks.ts';
import { collectNow, leaseIds, ownerlessLeases } from '../../lab/states/containerd-store.ts';
import { containerdStates } from '../states/containerd-states.ts';
import { judgeFacts } from '../states/look-at-host.ts';
import { expectState } from '../states/state-on-host.ts';
import { collectWithout, useEverything } from './containerd-oracle.ts';
import { bytesOf, ContainerdRig, idsOf, offeredIn, rowOf, type StoreLook } from './containerd-rig.ts';

/**
 * Leases of every class on one host with Docker 28, by the numbers of docs/reference/containerd-on-disk.md#traps-by-number. What each
 * alone holds is judged by containerd itself: it is deleted in the end.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);
const [state] = containerdStates;

describe.skipIf(!lab.ok)('leases of the containerd image store on 28', () => {
  let rig: ContainerdRig;
  let look: StoreLook;

  beforeAll(async () => {
    rig = new ContainerdRig(await startHost(state.kind));
    await state.make(rig.host);
    look = await rig.look();
  }, patience(300_000));
  afterAll(() => rig?.stop());

  it('is a recorded state', () => expectState(rig.host, state));

  it('L1, L4: failed creates and a lost container are proven dead; nothing else is offered', async () => {
    const ownerless = await ownerlessLeases(rig.host);
    expect(ownerless.length).toBeGreaterThan(1);
    expect(offeredIn(look)).toEqual(ownerless);
    const classes = ownerless.map((id) => rowOf(look, id).class);
    expect(classes.filter((each) => each === 'container-lost')).toHaveLength(1);
    expect(new Set(classes)).toEqual(new Set(['container-lost', 'failed-create']));
  });

  it('T3: failed creates leave empty leases too, which are counted and hold 0 bytes; one keeps the whole image', () => {
    const failed = look.view.leases.filter((row) => row.class === 'failed-create');
    const empty = failed.filter(({ isEmpty }) => isEmpty);
    expect(empty.length).toBeGreaterThan(0);
    for (const row of empty) expect(row.aloneBytes).toEqual({ state: 'known', value: 0 });
    const full = failed.filter(({ isEmpty }) => !isEmpty);
    expect(full.length).toBeGreaterThan(0);
    // Where two hold the same image neither holds it alone.
    if (full.length === 1) expect(bytesOf(full[0] as (typeof full)[0])).toBeGreaterThan(11 * 1024 ** 2);
  });

  it('T14: a dead lease on an image that has a name frees the container’s own layer only', () => {
    const [lost] = look.view.leases.filter((row) => row.class === 'container-lost');
    expect(lost && bytesOf(lost)).toBeLessThan(200_000);
  });

  it('L5, L15, T20: leases that are older than this build cache are another one’s and not offered', () => {
    const lost = look.view.leases.filter(({ state: own }) => own === 'other-data-root');
    expect(new Set(lost.map((row) => row.class))).toEqual(new Set(['build-cache-lost', 'history-lost']));
    expect(look.leaks.filter(({ state: own }) => own === 'orphan').map(({ name }) => name)).not.toEqual(
      expect.arrayContaining(lost.map(({ id }) => id)),
    );
  });

  it('T7: leases of living build records are kept, their variants and views with them', async () => {
    const records = await rig.sh("docker buildx du --verbose | awk '/^ID:/ { print $2 }'");
    const ids = records.split('\n');
    const own = look.view.leases.filter(({ id }) => ids.includes(id.replace(/-(?:variants|view)$/, '')));
    expect(own.length).toBeGreaterThan(2);
    expect(new Set(own.map((row) => row.state))).toEqual(new Set(['kept']));
  });

  it('L6, L7, L8, T15: unfinished and expired leases say when they end and are not offered', async () => {
    const unfinished = look.view.leases.filter((row) => row.state === 'unfinished');
    const labels = unfinished.map((row) => [
      row.class,
      Math.round((Date.parse(row.until ?? '') - Date.now()) / 3_600_000),
    ]);
    expect(labels).toEqual(expect.arrayContaining([['load-unfinished', 24]]));
    expect(labels.some(([, hours]) => hours === 8)).toBe(true);
    // Past its end is not collected. Any removal in between collects it, and then it is gone from the scan as well.
    const expired = await expiredLease(rig.host);
    const now = await rig.look();
    const row = now.view.leases.find(({ id }) => id === expired);
    if ((await leaseIds(rig.host)).includes(expired)) expect(row?.state).toBe('expired');
    expect([undefined, 'expired']).toContain(row?.state);
    expect(offeredIn(now)).not.toContain(expired);
  });

  it('T12: the directory of a snapshot is its id, not the number in its key', async () => {
    // A create that was killed may leave a directory without a record. containerd looks for such ones only where a snapshot was removed since it
    // last collected.
    await rig.sh('docker rm "$(docker create --network none busybox:lab true)" >/dev/null');
    await collectNow(rig.host);
    const now = await rig.look();
    const own = now.store.store.snapshots.filter(({ snapshotter }) => snapshotter === 'overlayfs');
    expect(own.some(({ id, key }) => Number(key.split('/')[1]) !== id)).toBe(true);
    const there = (await rig.sh('ls /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots')).split('\n');
    expect(there.sort()).toEqual(own.map(({ id }) => String(id)).sort());
  });

  it('T6, T22: what another namespace has is not ours, and a blob of both is one file', async () => {
    await rig.sh(
      `docker save busybox:lab >/var/tmp/busybox-oci.tar
       ctr -n default images import /var/tmp/busybox-oci.tar >/dev/null
       ctr -n default leases create --id foreign >/dev/null`,
    );
    // What the import left behind goes first, so that records and files are of one time.
    await collectNow(rig.host);
    const now = await rig.look();
    expect(rowOf(now, 'foreign', 'default').state).toBe('other-namespace');
    expect(offeredIn(now)).toEqual(offeredIn(look));
    const blobs = await rig.sh(
      'find /var/lib/containerd/io.containerd.content.v1.content/blobs -type f -printf "%s\\n" | awk \'{ sum += $1 } END { print sum }\'',
    );
    expect(now.store.store.contentBytes).toBe(Number(blobs));
    await rig.sh(
      'ctr -n default leases rm foreign >/dev/null; ctr -n default images ls -q | xargs -n1 ctr -n default images rm --sync >/dev/null',
    );
  });

  it('T9: a hold of Bilge is young and is never a finding', async () => {
    const hold = `bilge-${'a'.repeat(64)}`;
    await rig.sh('ctr -n moby leases create --id "$1" "bilge/quarantine=$2" >/dev/null', hold, 'a'.repeat(64));
    const now = await rig.look();
    expect(rowOf(now, hold).state).toBe('hold');
    expect(now.leaks.map(({ name }) => name)).not.toContain(hold);
    await rig.sh('ctr -n moby leases rm "$1" >/dev/null', hold);
  });

  it('T11: a folder of a stranger below the snapshots vanishes at the next removal, so nothing may be kept there', async () => {
    const folder = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/.bilge-quarantine';
    await rig.sh(
      'mkdir -p "$1/something" && docker rm "$(docker create --network none busybox:lab true)" >/dev/null',
      folder,
    );
    expect(
      await rig.sh(
        'n=0; while [ -e "$1" ] && [ "$n" -lt 300 ]; do sleep 0.1; n=$((n + 1)); done; ls -d "$1" 2>/dev/null || true',
        folder,
      ),
    ).toBe('');
  });

  it('T16: only an image prune of Docker’s own ends the layers of a paused pull', async () => {
    const paused = () => rig.sh("ctr -n moby leases ls | awk '/prune.images/ { print $1 }'");
    const [before] = (await paused()).split('\n');
    expect(offeredIn(look)).not.toContain(before);
    await rig.sh('docker image prune -f >/dev/null');
    expect(await paused()).not.toContain(before);
  });

  it('T25: nothing that is said of them names a command that deletes a lease', () => {
    const { outcomes } = judgeFacts(look.facts);
    const findings = outcomes.flatMap((outcome) => (outcome.status === 'fail' ? outcome.findings : []));
    expect(findings.map(({ checkId }) => checkId)).toContain('stale-containerd-leases');
    expect(JSON.stringify(findings)).not.toMatch(/leases? +(?:rm|delete|remove)\b/);
  });

  it(
    'T8, and what each lease alone holds: containerd deletes exactly what nothing else holds',
    async () => {
      const before = await useEverything(rig.host);
      expect(before).toEqual([]);
      const now = await rig.look();
      const dead = offeredIn(now);
      const others = now.view.leases.filter((row) => row.state === 'other-data-root' && row.namespace === 'moby');
      const leases = [...dead, ...others.map(({ id }) => id), ...idsOf(now, 'unfinished')];
      const scan = async () => (await rig.run.look()).facts;
      await rig.run.reconnect();
      const { expected, collected } = await collectWithout(rig.host, scan, leases);
      expect(collected).toEqual(expected);
      expect(collected.length).toBeGreaterThan(3);
      // The image of the failed create has no name any more, so its snapshot goes; busybox stays.
      await collectNow(rig.host);
      expect(await useEverything(rig.host)).toEqual([]);
    },
    patience(180_000),
  );
});
