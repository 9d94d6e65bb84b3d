import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { buildkitDuplicateLeak, onlyByLower } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { HostRun } from '../../test/helpers/host-run.ts';

/** Real BuildKit leaks on real hosts: set aside, put back, set aside again, delete for good; what is in use stays throughout. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED remove-leaked-layers on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('remove-leaked-layers on %s', (kind) => {
  let target: HostRun;
  let leaked: string[];

  beforeAll(async () => {
    target = new HostRun(await startHost(kind));
    leaked = await buildkitDuplicateLeak(target.host);
    if (kind === 'ext4') await onlyByLower(target.host);
    await target.host.exec('docker create --name keeper busybox:lab true >/dev/null');
    await restart();
  });
  afterAll(async () => target?.stop());

  /** Two seconds lie between what is proven garbage and the daemon's birth (docs/reference/docker-on-disk.md#the-birth-gate). */
  async function restart(): Promise<void> {
    await target.host.exec('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
  }
  const directories = () => listDriverDirectories(target.host);

  it('quarantines exactly what leaked, undoes it, and deletes it for good', async () => {
    const before = await directories();
    const plan = await target.plan('remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    expect(
      plan.steps
        .filter((step) => step.op === 'set-aside-layer')
        .map((step) => step.target.id)
        .sort(),
    ).toEqual([...leaked].sort());
    const aside = await target.apply(plan);
    expect(aside).toMatchObject({ state: 'succeeded' });
    expect(await directories()).toEqual(before.filter((name) => !leaked.includes(name)));

    const back = await target.run('restore-quarantine', { entries: 'all' });
    expect(back).toMatchObject({ state: 'succeeded' });
    expect(await directories()).toEqual(before);

    const gone = await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(gone).toMatchObject({ state: 'succeeded' });
    expect(await directories()).toEqual(before.filter((name) => !leaked.includes(name)));
    expect(gone.freedBytes.measured.state).toBe('known');
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
    await target.host.exec('docker start -a keeper');
    if (kind === 'ext4')
      await target.host.exec(
        'docker run --rm lower-one:lab cat /s >/dev/null && docker run --rm lower-two:lab cat /s >/dev/null',
      );
  });

  it('purges what was quarantined', async () => {
    const names = await buildkitDuplicateLeak(target.host);
    await restart();
    expect(await target.run('remove-leaked-layers', { mode: 'quarantine', names: names.join(',') })).toMatchObject({
      state: 'succeeded',
    });
    const purged = await target.run('purge-quarantine', { entries: 'all' });
    expect(purged).toMatchObject({ state: 'succeeded' });
    expect(purged.steps.map((step) => step.state)).toEqual(names.map(() => 'done'));
    const { facts } = await target.look();
    expect(facts.sections.quarantine).toMatchObject({ state: 'known', value: [] });
  });

  it('offers nothing that is younger than the running Docker, and says so', async () => {
    await buildkitDuplicateLeak(target.host);
    const { draft } = await target.propose('remove-leaked-layers', { names: 'all' });
    expect(draft).toMatchObject({ refused: true });
    expect(draft.skipped.map((each) => each.guardId)).toContain('leak-proven');
    await restart();
  });

  it('leaves alone what is mounted between plan and run (trap 9), and finishes the next time', async () => {
    const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' });
    const [first] = plan.steps.filter((step) => step.op === 'set-aside-layer');
    const path = first?.target.label ?? '';
    await target.host.exec('mkdir -p /mnt/held && mount --bind "$1" /mnt/held', { args: [path] });
    const run = await target.apply(plan);
    expect(run.steps.find((step) => step.number === first?.number)).toMatchObject({ state: 'refused' });
    expect(await directories()).toContain(first?.target.id);
    await target.host.exec('umount /mnt/held');
    expect(await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' })).toMatchObject({
      state: 'succeeded',
    });
  });

  it('is refused on another host (G13)', async () => {
    await buildkitDuplicateLeak(target.host);
    await restart();
    const plan = await target.plan('remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    await target.host.exec(
      'cp /etc/machine-id /etc/machine-id.old && tr 0-9a-f a-f0-9 </etc/machine-id.old >/etc/machine-id.new && cat /etc/machine-id.new >/etc/machine-id',
    );
    const before = await directories();
    const run = await target.apply(plan);
    await target.host.exec('cat /etc/machine-id.old >/etc/machine-id');
    expect(run).toMatchObject({ state: 'refused' });
    expect(run.said).toContain('another machine');
    expect(await directories()).toEqual(before);
  });
});
