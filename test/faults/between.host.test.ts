import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { imageFolder, restartDocker } from '../../lab/states/engine.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { startDashboard } from '../e2e/dashboard.ts';
import { Bilge } from './bilge-process.ts';
import { dashboardApi } from './dashboard-api.ts';
import { FaultHost } from './fault-host.ts';
import { recordStrike } from './record.ts';

/** What happens between plan and apply, and to the server that applies: another host, a container on the object, time, `kill -9`. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED what happens between plan and apply: ${lab.reason}`);
const isBuilt = fs.existsSync(path.join(import.meta.dirname, '../../.next/standalone/server.js'));
if (!isBuilt) console.error('SKIPPED kill -9 of the dashboard that serves: it is not built (npm run build)');

describe.skipIf(!lab.ok)('between plan and apply', () => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start('ext4', 6);
  });
  afterAll(async () => target?.stop());
  const note = (fault: string, outcome: string, second: string, action = 'remove-leaked-layers delete') =>
    recordStrike({ action, kind: 'ext4', at: 'between plan and apply', fault, outcome, second });
  const present = async (name: string) => (await listDriverDirectories(target.host)).includes(name);

  it('another real host gets the plan: refused before anything is touched (G13)', async () => {
    const other = await FaultHost.start('ext4', 2);
    try {
      const [name = ''] = await target.provenLeaks();
      const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: name });
      const before = await listDriverDirectories(other.host);
      const run = await other.apply(plan);
      expect(run).toMatchObject({ state: 'refused' });
      expect(run.said).toMatch(/another (machine|filesystem)|not the planned one/);
      expect(run.steps.map((step) => step.state)).toEqual(run.steps.map(() => 'not-reached'));
      expect(await listDriverDirectories(other.host)).toEqual(before);
      expect(await other.damages(true)).toEqual([]);
      expect((await target.apply(plan)).state).toBe('succeeded');
      expect(await present(name)).toBe(false);
      note('run on another real host', run.state, 'finished on its own host');
    } finally {
      await other.stop();
    }
  });

  it('a container is started on the leaked layers: Docker keeps them, and the container runs on', async () => {
    // Layers with a program in them, which no image names; then an image that is made of them comes back and runs.
    await target.sh(`mkdir -p /tmp/again && cd /tmp/again && printf 'FROM busybox:lab\\nRUN echo precious >/precious\\n' >Dockerfile
DOCKER_BUILDKIT=0 docker build -q -t again:lab . && docker save again:lab -o /run/again.tar`);
    const folder = await imageFolder(target.host);
    const id = (await target.sh('docker image inspect --format "{{.Id}}" again:lab')).replace('sha256:', '');
    await target.sh(
      'systemctl stop docker.socket docker.service; rm "$1/imagedb/content/sha256/$2"; rm -f "$1/imagedb/metadata/sha256/$2/parent"; sleep 3',
      { args: [folder, id] },
    );
    await restartDocker(target.host);
    await target.reconnect();
    const leaks = await target.provenLeaks();
    const { report } = await target.look();
    const layer =
      report.leaks.state === 'known'
        ? report.leaks.value.find(({ kind }) => kind === 'unreachable-layer')?.name
        : undefined;
    expect(leaks).toContain(layer);
    const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: layer ?? '' });
    await target.sh(
      'docker load -q -i /run/again.tar; docker run -d --network none --name on-it again:lab sleep 1000000',
    );
    const run = await target.apply(plan);
    expect(run.steps.map((step) => step.state)).toEqual(['refused']);
    expect(run.steps[0]?.said).toContain('Docker kept it');
    expect(await target.sh('docker exec on-it cat /precious')).toBe('precious');
    expect(await target.damages(true)).toEqual([]);
    await target.sh('docker rm -f on-it; docker rmi again:lab');
    expect(await present(layer ?? '')).toBe(false);
    note('a container started on the layer', run.state, 'Docker removed it with its image');
  });

  it('an overlay is mounted on a leaked directory, as a container runtime does: it stays', async () => {
    const [name = ''] = await target.provenLeaks();
    const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: name });
    await target.sh(
      'mkdir -p /var/lib/docker/up/u /var/lib/docker/up/w /mnt/merged; mount -t overlay overlay -o "lowerdir=/var/lib/docker/overlay2/$1/diff,upperdir=/var/lib/docker/up/u,workdir=/var/lib/docker/up/w" /mnt/merged',
      { args: [name] },
    );
    const files = await target.sh('ls /mnt/merged');
    const run = await target.apply(plan);
    expect(run.steps.find((step) => step.target.id === name)).toMatchObject({ state: 'refused' });
    expect(await target.sh('ls /mnt/merged')).toBe(files);
    await target.sh('umount /mnt/merged; rm -r /var/lib/docker/up');
    expect(await target.run('remove-leaked-layers', { mode: 'delete', names: name })).toMatchObject({
      state: 'succeeded',
    });
    expect(await present(name)).toBe(false);
    note('an overlay mounted on the layer', run.state, 'finished');
  });

  it('the plan expires: nothing is started', async () => {
    const bilge = new Bilge();
    try {
      await bilge.add('nas', target.host);
      const [name = ''] = await target.provenLeaks();
      const ask = ['plan', 'nas', 'remove-leaked-layers', '-p', 'mode=quarantine', '-p', `names=${name}`];
      const plan = await bilge.json<Plan>(...ask);
      age(bilge, plan.id);
      const answer = await bilge.run('apply', plan.id, '--confirm', 'nas', '--json');
      expect(answer.code).not.toBe(0);
      expect(`${answer.stdout}${answer.stderr}`).toContain('expired');
      expect(await present(name)).toBe(true);
      expect(await bilge.json<Run[]>('run', 'list')).toEqual([]);
      const fresh = await bilge.json<Plan>(...ask);
      expect((await bilge.json<Run>('apply', fresh.id, '--confirm', 'nas')).state).toBe('succeeded');
      note('the plan expired', 'not started', 'finished', 'remove-leaked-layers quarantine');
    } finally {
      bilge.remove();
    }
  });

  it.skipIf(!isBuilt)(
    'the dashboard that serves is killed with -9: the run goes on, and the next one tells the truth by itself',
    async () => {
      const dashboard = await startDashboard();
      try {
        const api = await dashboardApi(dashboard, target.host);
        const [name = ''] = await target.provenLeaks();
        const plan = await api.ask<Plan>('POST', '/hosts/nas/plans', {
          action: 'remove-leaked-layers',
          params: { mode: 'quarantine', names: name },
        });
        await target.holdNextRun();
        const run = await api.ask<Run>('POST', `/plans/${plan.id}/apply`, { confirm: 'nas' });
        await target.held();
        await dashboard.kill();
        await target.letGo();
        await target.sh(
          'for n in $(seq 150); do grep -q run.ended "/var/lib/bilge/runs/$1/journal.jsonl" && exit 0; sleep 0.1; done; exit 1',
          {
            args: [run.id],
          },
        );
        expect(await present(name)).toBe(false);
        await dashboard.start();
        const seen = await api.runOver(run.id);
        expect(seen).toMatchObject({ state: 'succeeded' });
        expect(seen.steps.every((step) => step.state === 'done')).toBe(true);
        expect(await target.damages(true)).toEqual([]);
        note(
          'kill -9 of the dashboard that serves, while the run works',
          seen.state,
          'nothing was left to do',
          'remove-leaked-layers quarantine',
        );
      } finally {
        await dashboard.stop();
      }
    },
  );
});

/** An hour goes by. */
function age(bilge: Bilge, planId: string): void {
  const database = new DatabaseSync(path.join(bilge.data, 'bilge.db'));
  const past = new Date(Date.now() - 60_000).toISOString();
  database
    .prepare("UPDATE plans SET expires_at = ?, json = json_set(json, '$.expiresAt', ?) WHERE id = ?")
    .run(past, past, planId);
  database.close();
}
