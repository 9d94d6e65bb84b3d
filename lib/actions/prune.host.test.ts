import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { HostRun } from '../../test/helpers/host-run.ts';
import { isRefusal } from '../domain/plan.ts';

/** The five prunes on a real engine: what goes, what is spared and why, and what changes between plan and run. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED prunes on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok)('prunes', () => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost('ext4'));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());

  const sh = async (script: string) => (await target.host.exec(script)).stdout.trim();
  const excuses = async (action: string, params: Record<string, string> = {}) => {
    const { draft } = await target.propose(action, { minAgeHours: '0', ...params });
    return {
      chosen: isRefusal(draft) ? [] : draft.steps.map((step) => step.target.label),
      skipped: new Map(draft.skipped.map((each) => [each.target.label, each.guardId])),
    };
  };

  it('removes stopped containers by id and spares those that are wanted', async () => {
    await sh(`docker run --name old busybox:lab true
docker run --name kept --label protected=yes busybox:lab true
docker run --name notkept --label protected=false busybox:lab true
docker run -d --restart unless-stopped --name wanted busybox:lab true; docker stop wanted >/dev/null
docker run -d --name up --label com.docker.compose.project=shop busybox:lab sleep 1000
docker run --name crashed --label com.docker.compose.project=shop busybox:lab false || true`);
    const { chosen, skipped } = await excuses('prune-containers');
    expect(chosen.sort()).toEqual(['notkept', 'old']);
    expect(Object.fromEntries(skipped)).toEqual({
      kept: 'protected',
      wanted: 'container-idle',
      crashed: 'container-idle',
    });
    expect((await excuses('prune-containers', { minAgeHours: '24' })).skipped.get('old')).toBe('minimum-age');

    const plan = await target.plan('prune-containers', { minAgeHours: '0' });
    await sh('docker start old; docker wait old');
    const run = await target.apply(plan);
    expect(Object.fromEntries(run.steps.map((step) => [step.target.label, step.state]))).toEqual({
      old: 'refused',
      notkept: 'done',
    });
    expect((await sh('docker ps -a --format "{{.Names}}"')).split('\n').sort()).toEqual([
      'crashed',
      'kept',
      'old',
      'up',
      'wanted',
    ]);
    expect((await target.run('prune-containers', { minAgeHours: '0' })).state).toBe('succeeded');
  });

  it('removes volumes nobody uses: anonymous ones, named ones only by name (G1), never by an endpoint (G16)', async () => {
    await sh(`docker volume create precious; docker volume create --label protected= shielded
docker run --rm -v used:/data busybox:lab true; docker create --name user -v used:/data busybox:lab`);
    const anonymous = await sh('docker volume create');
    const { chosen, skipped } = await excuses('prune-volumes');
    expect(chosen).toEqual([anonymous]);
    expect(Object.fromEntries(skipped)).toEqual({
      precious: 'volume-free',
      shielded: 'protected',
      used: 'volume-free',
    });
    expect((await target.run('prune-volumes', { minAgeHours: '0' })).steps.map((step) => step.state)).toEqual(['done']);
    const named = await target.plan('prune-volumes', { minAgeHours: '0', names: 'precious' });
    await sh('docker create --name late -v precious:/data busybox:lab');
    expect((await target.apply(named)).steps.map((step) => step.state)).toEqual(['refused']);
    await sh('docker rm late user');
    expect((await target.run('prune-volumes', { minAgeHours: '0', names: 'precious' })).state).toBe('succeeded');
    expect((await sh('docker volume ls -q')).split('\n').sort()).toEqual(['shielded', 'used']);
  });

  it('removes images no container was made from, tags and all', async () => {
    await sh(`mkdir -p /tmp/b && printf 'FROM busybox:lab\\nRUN echo one >/one\\n' >/tmp/b/Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t one:a -t one:b /tmp/b
printf 'FROM busybox:lab\\nLABEL protected=1\\nRUN echo two >/two\\n' >/tmp/b/Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t two:a /tmp/b`);
    const { chosen, skipped } = await excuses('prune-images');
    expect(chosen).toEqual(['one:a']);
    expect(skipped.get('two:a')).toBe('protected');
    expect(skipped.get('busybox:lab')).toBe('image-unused');
    const run = await target.run('prune-images', { minAgeHours: '0' });
    expect(run.steps.map((step) => step.state)).toEqual(['done']);
    expect((await sh('docker images -q one')).trim()).toBe('');
  });

  it('removes networks no container belongs to, stopped ones counted', async () => {
    await sh(
      'docker network create free; docker network create held; docker create --name member --network held busybox:lab',
    );
    const { chosen, skipped } = await excuses('prune-networks');
    expect(chosen).toEqual(['free']);
    expect(skipped.get('held')).toBe('network-unused');
    expect(skipped.get('bridge')).toBe('network-unused');
    const plan = await target.plan('prune-networks', { minAgeHours: '0' });
    // Never started: Docker does not list it among the users of the network's id.
    await sh('docker network create taken');
    const wider = await target.plan('prune-networks', { minAgeHours: '0', names: 'taken' });
    await sh('docker create --name late --network taken busybox:lab');
    expect((await target.apply(wider)).steps.map((step) => step.state)).toEqual(['refused']);
    await sh('docker rm late; docker network rm taken');
    expect((await target.apply(plan)).state).toBe('succeeded');
    expect((await sh('docker network ls --format "{{.Name}}"')).split('\n').sort()).toEqual([
      'bridge',
      'held',
      'host',
      'none',
    ]);
  });
});

/**
 * Below API 1.42 (Docker 20.10, `ext4`) the Engine cannot list its build cache without a walk: there it is read from BuildKit's own
 * files.
 */
describe.skipIf(!lab.ok).each(['ext4', 'btrfs', 'trixie-ext4'] as const)('prune-build-cache on %s', (kind) => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost(kind));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());

  it('removes build cache record by record', async () => {
    const sh = async (script: string) => (await target.host.exec(script)).stdout.trim();
    await sh(
      `mkdir -p /tmp/b && printf 'FROM busybox:lab\\nRUN echo one >/one\\nRUN echo two >/two\\n' >/tmp/b/Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t one:a /tmp/b`,
    );
    const before = Number(
      await sh('docker system df --format "{{.Type}} {{.TotalCount}}" | sed -n "s/Build Cache //p"'),
    );
    expect(before).toBeGreaterThan(0);
    const run = await target.run('prune-build-cache', { minAgeHours: '0' });
    expect(run.steps.some((step) => step.state === 'done')).toBe(true);
    expect(run.state).toBe('succeeded');
    const after = Number(
      await sh('docker system df --format "{{.Type}} {{.TotalCount}}" | sed -n "s/Build Cache //p"'),
    );
    expect(after).toBeLessThan(before);
  });
});
