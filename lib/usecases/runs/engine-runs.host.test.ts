import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { killDocker9 } from '../../../lab/states/engine.ts';
import { loadBusybox } from '../../../lab/states/load-busybox.ts';
import type { Actor } from '../../access/actor.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';
import { PlanRefused, proposePlan } from '../plans/plans.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { applyPlan, readJournalAfter, requestCancel, waitForRun } from './runs.ts';

/** The whole way of an Engine-only run, with the store, on a real host that gives nothing but its socket. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED runs over the socket alone: ${lab.reason}`);

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

describe.skipIf(!lab.ok)('a host that gives only its Docker socket', () => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost('socket');
    await loadBusybox(host);
  });
  afterAll(async () => host?.stop());
  const sh = async (script: string) => (await host.exec(script)).stdout.trim();

  function dashboard(): Application {
    const app = temporaryApplication();
    storedHost(app, host.url);
    return app;
  }
  const plan = (app: Application, actionId: string, params: Record<string, string> = {}) =>
    proposePlan(app, anna, 'nas', actionId, {
      ...(actionId.startsWith('prune-') ? { minAgeHours: '0' } : {}),
      ...params,
    });
  async function apply(app: Application, proposed: Plan): Promise<Run> {
    const started = await applyPlan(app, anna, proposed.id, 'nas');
    return await waitForRun(app, anna, started.id);
  }
  async function refusal(app: Application, actionId: string, params: Record<string, string> = {}) {
    const error = await plan(app, actionId, params).catch((caught: unknown) => caught);
    if (!(error instanceof PlanRefused)) throw error;
    return error.refusal;
  }

  it('removes containers, spares what G2 spares, and judges again what has run since', async () => {
    await sh(`docker run --name old busybox:lab true; docker run --name other busybox:lab true
docker run --name kept --label protected=yes busybox:lab true; docker create --name wanted --restart unless-stopped busybox:lab
docker run -d --init --name up --label com.docker.compose.project=shop busybox:lab sleep 100000
docker run --name crashed --label com.docker.compose.project=shop busybox:lab false || true`);
    const app = dashboard();
    const proposed = await plan(app, 'prune-containers');
    expect(proposed.engineOnly).toBe(true);
    expect(proposed.steps.map(({ target }) => target.label).sort()).toEqual(['old', 'other']);
    expect(Object.fromEntries(proposed.skipped.map((each) => [each.target.label, each.guardId]))).toEqual({
      kept: 'protected',
      wanted: 'container-idle',
      crashed: 'container-idle',
    });
    expect(proposed.script).toMatch(/^#\s+DELETE \/containers\/[0-9a-f]{64}\?v=false&force=false$/m);
    await sh('docker start old; docker wait old');
    const run = await apply(app, proposed);
    expect(Object.fromEntries(run.steps.map(({ target, state }) => [target.label, state]))).toEqual({
      old: 'refused',
      other: 'done',
    });
    expect(run.state).toBe('succeeded');
    expect((await sh('docker ps -a --format "{{.Names}}"')).split('\n').sort()).toEqual([
      'crashed',
      'kept',
      'old',
      'up',
      'wanted',
    ]);
    const types = readJournalAfter(app, anna, run.id, 0).map(({ type }) => type);
    expect(types[0]).toBe('run.started');
    expect(types.indexOf('step.intended')).toBeLessThan(types.indexOf('step.done'));
    expect(types.at(-1)).toBe('run.ended');
    await sh('docker rm -f up crashed kept wanted old');
  });

  it('removes images by tag and by id, and none that a container was made from since', async () => {
    await sh(`mkdir -p /tmp/b
for name in one two; do printf 'FROM busybox:lab\\nRUN echo %s >/x\\n' $name >/tmp/b/Dockerfile; DOCKER_BUILDKIT=1 docker build -q -t $name:a -t $name:b /tmp/b; done
docker tag one:a left:alone; docker create --name user busybox:lab`);
    const app = dashboard();
    const proposed = await plan(app, 'prune-images');
    expect(proposed.steps.map(({ target }) => target.label).sort()).toEqual([
      expect.stringMatching(/^(one|left)/),
      'two:a',
    ]);
    expect(proposed.skipped.find(({ target }) => target.label === 'busybox:lab')?.guardId).toBe('image-unused');
    await sh('docker create --name late two:a');
    const run = await apply(app, proposed);
    expect(run.steps.map(({ state }) => state).sort()).toEqual(['done', 'refused']);
    expect((await sh('docker images --format "{{.Repository}}:{{.Tag}}"')).split('\n').sort()).toEqual([
      'busybox:lab',
      'two:a',
      'two:b',
    ]);
    // Just tagged: the Engine's own time of the last tag stands for the arrival.
    await sh('docker rm late');
    const young = await refusal(app, 'prune-images', { minAgeHours: '24' });
    expect(young.skipped.find(({ target }) => target.label === 'two:a')?.guardId).toBe('minimum-age');
    await sh('docker rm user; docker rmi two:a two:b');
  });

  it('removes networks, and not one that a stopped container belongs to since', async () => {
    await sh('docker network create free; docker network create taken');
    const app = dashboard();
    const proposed = await plan(app, 'prune-networks');
    await sh('docker create --name member --network taken busybox:lab');
    const run = await apply(app, proposed);
    expect(Object.fromEntries(run.steps.map(({ target, state }) => [target.label, state]))).toEqual({
      free: 'done',
      taken: 'refused',
    });
    await sh('docker rm member; docker network rm taken');
  });

  it('offers no volume: what may hide on the disk cannot be seen', async () => {
    await sh('docker volume create; docker volume create named');
    const refused = await refusal(dashboard(), 'prune-volumes', { names: 'named' });
    expect(JSON.stringify(refused)).toMatch(/--host-access helper/);
    const layers = await refusal(dashboard(), 'remove-leaked-layers', { names: 'all' });
    expect(layers.excuses.map(({ excuse }) => excuse).join(' ')).toMatch(/SSH/);
    expect((await sh('docker volume ls -q')).split('\n')).toHaveLength(2);
  });

  it('ends between two steps when cancelled, and one run at a time works on the host', async () => {
    await sh('for n in 1 2 3 4 5 6; do docker create --name c$n busybox:lab; done');
    const app = dashboard();
    const first = await plan(app, 'prune-containers');
    const second = await plan(app, 'prune-containers');
    const started = await applyPlan(app, anna, first.id, 'nas');
    await expect(applyPlan(app, anna, second.id, 'nas')).rejects.toMatchObject({ code: 'host-busy' });
    await requestCancel(app, anna, started.id);
    const run = await waitForRun(app, anna, started.id);
    expect(run.state).toBe('cancelled');
    expect(run.steps.filter(({ state }) => state === 'not-reached').length).toBeGreaterThan(0);
    // The refused one was not used up.
    expect((await apply(app, second)).state).toBe('succeeded');
    expect(await sh('docker ps -aq')).toBe('');
  });

  it('the engine killed in the middle: it is waited for, and what came of the step is looked up', async () => {
    await sh('for n in 1 2 3; do docker create --name c$n busybox:lab; done');
    const app = dashboard();
    const proposed = await plan(app, 'prune-containers');
    const started = await applyPlan(app, anna, proposed.id, 'nas');
    await killDocker9(host);
    const run = await waitForRun(app, anna, started.id);
    expect(['succeeded', 'failed', 'refused']).toContain(run.state);
    const said = Object.fromEntries(run.steps.map(({ target, state }) => [target.label, state]));
    const there = (await sh('docker ps -a --format "{{.Names}}"')).split('\n');
    for (const [name, state] of Object.entries(said)) if (state === 'done') expect(there).not.toContain(name);
    // Where the first run was done before the kill came, there is nothing left to plan.
    const again = await plan(app, 'prune-containers').catch((error: unknown) => error);
    if (again instanceof PlanRefused) expect(run.state).toBe('succeeded');
    else await apply(app, again as Plan);
    expect(await sh('docker ps -aq')).toBe('');
  });

  it('another engine behind the same socket: nothing is asked of it', async () => {
    await sh('docker create --name keep busybox:lab');
    const app = dashboard();
    const proposed = await plan(app, 'prune-containers');
    await sh(
      'systemctl stop docker.socket docker; rm -f /etc/docker/key.json /var/lib/docker/engine-id; systemctl start docker',
    );
    const run = await apply(app, proposed);
    expect(run).toMatchObject({ state: 'refused' });
    expect(run.said).toContain('not the planned one');
    expect(await sh('docker ps -a --format "{{.Names}}"')).toBe('keep');
  });
});

describe.skipIf(!lab.ok)('an engine of API 1.42 or newer, over its socket alone', () => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost('trixie-ext4');
    await loadBusybox(host);
    await host.exec(
      'systemd-run --quiet --unit=engine-port socat TCP-LISTEN:2375,bind="$1",reuseaddr,fork UNIX-CONNECT:/var/run/docker.sock',
      { args: [host.address] },
    );
  });
  afterAll(async () => host?.stop());

  it('removes build cache record by record, children before their parents', async () => {
    const sh = async (script: string) => (await host.exec(script)).stdout.trim();
    await sh(
      `mkdir -p /tmp/b && printf 'FROM busybox:lab\\nRUN echo one >/one\\nRUN echo two >/two\\n' >/tmp/b/Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t one:a /tmp/b && docker rmi one:a`,
    );
    const app = temporaryApplication();
    storedHost(app, `tcp://${host.address}:2375`);
    const proposed = await proposePlan(app, anna, 'nas', 'prune-build-cache', { minAgeHours: '0' });
    expect(proposed.engineOnly).toBe(true);
    const started = await applyPlan(app, anna, proposed.id, 'nas');
    const run = await waitForRun(app, anna, started.id);
    expect(run.state).toBe('succeeded');
    expect(run.steps.filter(({ state }) => state === 'done').length).toBeGreaterThan(1);
    // Only what an image that stays shares, and what costs nothing.
    const left = app.store.facts.latest(run.hostId)?.sections.buildCache;
    expect(left).toMatchObject({ state: 'known' });
    if (left?.state === 'known') expect(left.value.filter((record) => !record.shared)).toEqual([]);
    expect(await sh('docker system df --format "{{.Type}} {{.Active}}/{{.Size}}" | sed -n "s/Build Cache //p"')).toBe(
      '0/0B',
    );
  });
});
