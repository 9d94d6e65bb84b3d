import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../lab/lab.ts';
import { FaultHost, type Struck } from './fault-host.ts';
import type { Fault } from './strike-at.ts';

/**
 * What else can happen to a host while a run works: the engine or sshd is killed, the disk fills up, the layers become read-only. Struck at
 * boundaries of deleting (which sets aside first) and of putting back. After each: what is said to be done is done, nothing that
 * was there is damaged, and once the host is repaired the second attempt finishes.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults at every boundary: ${lab.reason}`);
/** Every eighth boundary, other ones for each fault, to stay within minutes; FAULTS=all goes to every third, FAULTS=each to all. */
const stride = { all: 3, each: 1 }[process.env.FAULTS ?? ''] ?? 8;
const faults: readonly Fault[] = ['kill -9 of dockerd', 'kill -9 of sshd', 'disk full', 'read-only'];

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('faults at every boundary on %s', (kind) => {
  let target: FaultHost;
  let leaks: string[] = [];
  beforeAll(async () => {
    target = await FaultHost.start(kind, 16);
    leaks = await target.provenLeaks();
  });
  afterAll(async () => target?.stop());

  async function take(count: number): Promise<string[]> {
    if (leaks.length < count) {
      await target.leakAgain(16);
      leaks = await target.provenLeaks();
    }
    return leaks.splice(0, count);
  }
  const present = (names: readonly string[]) => target.present(names);
  const aside = () => target.aside();
  const first = (fault: Fault) => 1 + ((2 * faults.indexOf(fault) + (kind === 'btrfs' ? 1 : 0)) % stride);

  async function judged({ run, at, fault }: Struck, names: readonly string[]): Promise<void> {
    const where = `${fault} at ${at}: ${JSON.stringify(run)}`;
    expect(['succeeded', 'failed', 'refused', 'interrupted'], where).toContain(run.state);
    const there = [...(await present(names)), ...(await aside()).map((name) => name.replace('.set-aside', ''))];
    for (const step of run.steps) {
      if (step.state === 'done' && step.title.startsWith('Delete')) expect(there, where).not.toContain(step.target.id);
      // What went wrong is said in words.
      if (step.state === 'failed' || step.state === 'refused') expect(step.said, where).toMatch(/\w+ \w+/);
    }
    if (run.state !== 'succeeded') expect(run.said, where).toMatch(/\w+ \w+/);
    expect(await target.damages(), where).toEqual([]);
  }

  it.each(faults)(
    'deleting: %s',
    async (fault) => {
      for (let boundary = first(fault); boundary < 30; boundary += stride) {
        const names = await take(2);
        const params = { mode: 'delete', names: names.join(',') };
        const struck = await target.struck(await target.plan('remove-leaked-layers', params), boundary, fault);
        await judged(struck, names);
        if (struck.run.state === 'succeeded') expect(await present(names), `boundary ${boundary}`).toEqual([]);
        const there = await present(names);
        if (there.length > 0)
          expect((await target.run('remove-leaked-layers', { ...params, names: there.join(',') })).state).toBe(
            'succeeded',
          );
        const isAside = (await aside()).length > 0;
        if (isAside) expect((await target.run('purge-quarantine', { entries: 'all' })).state).toBe('succeeded');
        expect(await present(names)).toEqual([]);
        expect(await aside()).toEqual([]);
        if (!struck.reached) break;
        target.record(struck, there.length > 0 || isAside ? 'finished' : 'nothing was left to do');
      }
      expect(await target.damages(true)).toEqual([]);
    },
    900_000,
  );

  it.each(faults)(
    'putting back: %s',
    async (fault) => {
      const names = await take(2);
      for (let boundary = first(fault); boundary < 20; boundary += stride) {
        if ((await aside()).length < 2)
          expect((await target.run('remove-leaked-layers', { mode: 'quarantine', names: names.join(',') })).state).toBe(
            'succeeded',
          );
        const plan = await target.plan('restore-quarantine', { entries: 'all' });
        const struck = await target.struck(plan, boundary, fault);
        await judged(struck, names);
        const isAside = (await aside()).length > 0;
        if (struck.run.state === 'succeeded') expect(isAside, `boundary ${boundary}`).toBe(false);
        if (isAside) expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
        expect(await present(names), `boundary ${boundary}`).toEqual(names);
        if (kind === 'ext4')
          for (const name of names)
            expect(
              await target.sh('readlink "/var/lib/docker/overlay2/l/$(cat "/var/lib/docker/overlay2/$1/link")"', {
                args: [name],
              }),
            ).toBe(`../${name}/diff`);
        if (!struck.reached) break;
        target.record(struck, isAside ? 'finished' : 'nothing was left to do');
      }
      leaks.push(...(await present(names)));
    },
    900_000,
  );
});
