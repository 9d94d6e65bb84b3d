import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { scheduleInput } from '../../lib/domain/schedule.ts';
import { JobRunner } from '../../lib/usecases/jobs/job-runner.ts';
import { protect } from '../../lib/usecases/protections/protections.ts';
import { listRuns, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { storedLook } from '../../lib/usecases/scans/disk-look.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { scanJob } from '../../lib/usecases/scans/scan-job.ts';
import { scheduleJob } from '../../lib/usecases/schedules/schedule-job.ts';
import { addSchedule, listSchedules, previewSchedule } from '../../lib/usecases/schedules/schedules.ts';
import { temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';
import { labExample } from '../helpers/lab-example.ts';

/** What Bilge does by itself on a real host. Its data root is a loop device here: no spinning disk can be had, so what is shown is that nothing reaches it. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED watching a real host: ${lab.reason}`);

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const minuteMs = 60_000;

describe.skipIf(!lab.ok)('a host that is watched', () => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost('ext4');
    await loadBusybox(host);
  });
  afterAll(async () => host?.stop());

  async function dashboard() {
    const app = temporaryApplication({ BILGE_MEASURE: 'asked' });
    const { host: stored, secrets } = await labExample(host);
    app.store.hosts.add({ ...stored, name: 'nas' }, secrets);
    let aheadMs = 0;
    app.now = () => new Date(Date.now() + aheadMs);
    const later = (minutes: number): void => {
      aheadMs += minutes * minuteMs;
    };
    return { app, later, id: stored.id };
  }

  it('is left asleep while nothing uses its disk: the scan reads nothing from it, and the next use is seen', {
    timeout: patience(300_000),
  }, async () => {
    const { app, later, id } = await dashboard();
    const runner = new JobRunner(app, [scanJob], () => 0.5);
    /** whether it read the host, 16 minutes later */
    const scans = async (minutes = 16): Promise<boolean> => {
      const before = app.store.facts.newestOf(id)?.id;
      later(minutes);
      runner.look();
      await runner.settled();
      return app.store.facts.newestOf(id)?.id !== before;
    };
    const device = (await host.exec('findmnt -no SOURCE -T /var/lib/docker')).stdout.trim().replace('/dev/', '');
    const counters = async () =>
      (await host.exec('cat "/sys/block/$1/stat"', { args: [device] })).stdout.trim().split(/\s+/);
    await host.exec('sync');
    expect(await scans(0)).toBe(true);
    // What the first scan and Docker's start have left in memory reaches the disk when the kernel likes; then it is at rest.
    await expect.poll(() => scans(), { timeout: patience(120_000), interval: 1_000 }).toBe(false);
    const [reads, , , , writes] = await counters();
    expect(await scans()).toBe(false);
    const after = await counters();
    expect([after[0], after[4]]).toEqual([reads, writes]);
    expect(storedLook(app, id)).toMatchObject({ leftAsleep: 2, usedMeanwhile: 0, asleepSince: expect.any(String) });
    expect(app.store.hostStates.of(id)).toMatchObject({ state: 'reachable' });

    // A person's wish reads everything.
    runner.wake(`scan ${id}`);
    expect(await scans(1)).toBe(true);
    // And what uses the disk ends the rest.
    await host.exec('docker run --name writer busybox:lab sh -c "echo x >/file"; docker rm writer; sync');
    expect(await scans()).toBe(true);
    expect(storedLook(app, id)?.asleepSince).toBeNull();
    await runner.stop();
  });

  it('has a schedule done on it: exactly what was previewed, through the same run, and not what is protected', {
    timeout: patience(300_000),
  }, async () => {
    const { app, later, id } = await dashboard();
    await host.exec(
      'for n in keep drop; do echo "FROM busybox:lab" | docker build -q -t scheduled/$n --label n=$n -; done; docker tag scheduled/keep kept/one',
    );
    await scanHost(app, anna, id);
    await protect(app, anna, id, 'image:scheduled/keep:latest');
    const input = scheduleInput.parse({
      name: 'images',
      host: 'nas',
      kind: 'prune-images',
      when: 'every hour',
      minAgeHours: 0,
    });
    const preview = previewSchedule(app, anna, input);
    expect(preview.steps.map(({ title }) => title).join()).toContain('scheduled/drop');
    await addSchedule(app, anna, input, 'nas');
    later(61);
    const runner = new JobRunner(app, [scheduleJob], () => 0.5);
    runner.look();
    await runner.settled();
    const [begun] = listRuns(app, anna);
    const run = await waitForRun(app, anna, begun?.id ?? '');
    expect(run).toMatchObject({ state: 'succeeded', startedBy: 'schedule images' });
    expect(run.steps.map(({ title }) => title)).toEqual(preview.steps.map(({ title }) => title));
    const left = (await host.exec('docker images --format "{{.Repository}}"')).stdout;
    expect(left).not.toContain('scheduled/drop');
    expect(left).toContain('scheduled/keep');
    expect(listSchedules(app, anna)[0]?.outcomes[0]).toMatchObject({ state: 'done', runId: run.id });
    await runner.stop();
  });
});
