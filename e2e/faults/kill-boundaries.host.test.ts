import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../lib/domain/run.ts';
import { labAvailable } from '../lab/lab.ts';
import { FaultHost } from './fault-host.ts';

/**
 * `kill -9` of the run at every boundary of setting aside, putting back, deleting and purging. After each: interrupted is said, what is said
 * to be done is done, nothing referenced is lost, and a second attempt finishes.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED kills at every boundary: ${lab.reason}`);
const boundaries = 30;
/** Every fourth boundary, other ones on each kind, to stay within minutes; FAULTS=all goes to each on both. */
const stride = process.env.FAULTS === 'all' ? 1 : 4;

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('kill -9 at every boundary on %s', (kind) => {
  let target: FaultHost;
  let leaks: string[];
  beforeAll(async () => {
    target = await FaultHost.start(kind, 24);
    leaks = await target.provenLeaks();
  });
  afterAll(async () => target?.stop());

  const present = (names: readonly string[]) => target.present(names);
  const aside = () => target.aside();
  /** Whatever was left in the quarantine is still known, and goes back. */
  async function putAllBack(): Promise<void> {
    if ((await aside()).length > 0)
      expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
    expect(await aside()).toEqual([]);
  }
  const doneOf = (run: Run, word: string) =>
    run.steps.filter((step) => step.state === 'done' && step.title.startsWith(word)).map((step) => step.target.id);

  it('setting aside and putting back', async () => {
    const names = leaks.slice(0, 3);
    const params = { mode: 'quarantine', names: names.join(',') };
    for (let boundary = stride === 1 ? 1 : kind === 'ext4' ? 2 : stride; boundary < boundaries; boundary += stride) {
      const struck = await target.killed(await target.plan('remove-leaked-layers', params), boundary);
      const { run, reached } = struck;
      const there = await present(names);
      for (const name of doneOf(run, 'Set aside')) expect(there, `boundary ${boundary}`).not.toContain(name);
      expect(await target.damages(), `boundary ${boundary}`).toEqual([]);
      if (!reached) {
        expect(run.state, `boundary ${boundary}: ${JSON.stringify(run)}`).toBe('succeeded');
        expect(boundary).toBeGreaterThan(6);
        if (struck.at !== '') target.record(struck, 'nothing was left to do');
        break;
      }
      expect(run.said).toContain('plan again');
      if (there.length > 0)
        expect(
          (await target.run('remove-leaked-layers', { ...params, names: there.join(',') })).state,
          `boundary ${boundary}`,
        ).toBe('succeeded');
      expect(await present(names)).toEqual([]);
      await putAllBack();
      expect(await present(names)).toEqual(names);
      target.record(struck, there.length > 0 ? 'finished' : 'nothing was left to do');
    }
    await putAllBack();
  }, 600_000);

  it('putting back', async () => {
    const names = leaks.slice(0, 3);
    for (let boundary = stride === 1 ? 1 : kind === 'ext4' ? 2 : stride; boundary < boundaries; boundary += stride) {
      if ((await aside()).length < 3)
        expect((await target.run('remove-leaked-layers', { mode: 'quarantine', names: names.join(',') })).state).toBe(
          'succeeded',
        );
      const struck = await target.killed(await target.plan('restore-quarantine', { entries: 'all' }), boundary);
      const { run, reached } = struck;
      if (!reached) {
        expect(run.state, `boundary ${boundary}: ${JSON.stringify(run)}`).toBe('succeeded');
        expect(boundary).toBeGreaterThan(5);
        if (struck.at !== '') target.record(struck, 'nothing was left to do');
        break;
      }
      const isLeft = (await aside()).length > 0;
      await putAllBack();
      expect(await present(names), `boundary ${boundary}`).toEqual(names);
      if (kind === 'ext4')
        for (const name of names)
          expect(
            await target.sh('readlink "/var/lib/docker/overlay2/l/$(cat /var/lib/docker/overlay2/$1/link)"', {
              args: [name],
            }),
          ).toBe(`../${name}/diff`);
      target.record(struck, isLeft ? 'finished' : 'nothing was left to do');
    }
    expect(await target.damages()).toEqual([]);
  }, 600_000);

  it('deleting in one run', async () => {
    let at = 0;
    for (let boundary = stride === 1 ? 1 : kind === 'ext4' ? 2 : stride; boundary < boundaries; boundary += stride) {
      if (at + 2 > leaks.length) {
        await target.leakAgain(20);
        leaks = await target.provenLeaks();
        at = 0;
      }
      const names = leaks.slice(at, at + 2);
      const params = { mode: 'delete', names: names.join(',') };
      const struck = await target.killed(await target.plan('remove-leaked-layers', params), boundary);
      const { run, reached } = struck;
      expect(await target.damages(), `boundary ${boundary}`).toEqual([]);
      if (!reached) {
        expect(run.state, `boundary ${boundary}: ${JSON.stringify(run)}`).toBe('succeeded');
        expect(boundary).toBeGreaterThan(5);
        if (struck.at !== '') target.record(struck, 'nothing was left to do');
        break;
      }
      const there = await present(names);
      if (there.length > 0)
        expect(
          (await target.run('remove-leaked-layers', { ...params, names: there.join(',') })).state,
          `boundary ${boundary}`,
        ).toBe('succeeded');
      const isAside = (await aside()).length > 0;
      if (isAside)
        expect((await target.run('purge-quarantine', { entries: 'all' })).state, `boundary ${boundary}`).toBe(
          'succeeded',
        );
      expect(await present(names)).toEqual([]);
      expect(await aside()).toEqual([]);
      target.record(struck, there.length > 0 || isAside ? 'finished' : 'nothing was left to do');
      at += 2;
    }
    expect(await target.damages(true)).toEqual([]);
    // No short link of a deleted layer is left dangling.
    expect(
      await target.sh(
        'cd /var/lib/docker/overlay2/l 2>/dev/null && for link in *; do [ -e "$link" ] || echo "$link"; done || true',
      ),
    ).toBe('');
  }, 600_000);
});
