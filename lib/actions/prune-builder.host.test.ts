import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { builderStandIn } from '../../lab/states/builder-stand-in.ts';
import { OpHost } from '../../test/helpers/ops/op-host.ts';
import { isRefusal } from '../domain/plan.ts';

/** A builder that runs gives back its cache, by a stand-in of buildctl that deletes real files (lab/states/builder-stand-in.ts). */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED: ${lab.reason}`);

describe.skipIf(!lab.ok)('the cache of a builder that runs', () => {
  let target: OpHost;
  let builder: { container: string; volume: string };
  beforeAll(async () => {
    target = await OpHost.start('trixie-ext4');
    builder = await builderStandIn(target.host, { mebibytes: 60 });
  });
  afterAll(async () => target?.stop());

  const freeBytes = async () => Number(await target.sh('echo $(($(stat -f -c "%a * %S" /var/lib/docker)))'));
  const files = () => target.sh('cd "/var/lib/docker/volumes/$1/_data" && find . -type f | sort', builder.volume);
  const prune = async (params: Record<string, string> = {}) =>
    await target.perform(await target.stepsOf('prune-builder', 'prune-builder', { volume: builder.volume, ...params }));
  const refusalOf = async () => {
    const { draft } = await target.propose('prune-builder', { volume: builder.volume });
    return isRefusal(draft) ? draft.excuses : null;
  };

  it('is freed, measured on the filesystem, and BuildKit’s own helper records stay', async () => {
    const before = await freeBytes();
    const { run } = await prune();
    expect(run.steps).toMatchObject([
      { state: 'done', said: expect.stringMatching(/^BuildKit says that it removed 6\d\.00MB and keeps 0\.00MB$/) },
    ]);
    expect(run.state).toBe('succeeded');
    await target.sh('sync -f /var/lib/docker');
    expect(await freeBytes()).toBeGreaterThan(before + 50 * 2 ** 20);
    expect(run.freedBytes.measured).toMatchObject({ state: 'known' });
    expect(await files()).toBe('./internal/record');
  });

  it('has nothing more to give the second time; all=yes takes the helper records too', async () => {
    expect((await prune()).run.state).toBe('succeeded');
    expect(await files()).toBe('./internal/record');
    expect((await prune({ all: 'yes' })).run.state).toBe('succeeded');
    expect(await files()).toBe('');
  });

  it('fails with what buildctl says, or without one', async () => {
    await target.sh('docker exec "$1" touch /fails', builder.container);
    expect((await prune()).run.steps).toMatchObject([
      { state: 'failed', said: 'buildctl could not prune: error: failed to prune: the stand-in was told to fail ' },
    ]);
    await target.sh('docker exec "$1" rm /fails /bin/buildctl', builder.container);
    expect((await prune()).run.steps).toMatchObject([
      { state: 'failed', said: expect.stringMatching(/^buildctl could not be run in the container: .*not found/) },
    ]);
  });

  it('is not planned while the builder is stopped or gone, or another container runs with its volume', async () => {
    await target.sh('docker stop "$1"', builder.container);
    expect(await refusalOf()).toEqual([
      { guardId: 'builder-running', excuse: expect.stringContaining('Start it (docker start)') },
    ]);
    const mount = `${builder.volume}:/var/lib/buildkit`;
    const other = 'docker run -d --name "$1" --network none -v "$2" busybox:lab sleep 1000';
    await target.sh('docker start "$1"', builder.container);
    await target.sh(other, 'twin', mount);
    expect(await refusalOf()).toEqual([{ guardId: 'builder-running', excuse: expect.stringContaining('both run') }]);
    await target.sh('docker rm -f twin "$1"', builder.container);
    expect(await refusalOf()).toEqual([
      { guardId: 'builder-running', excuse: expect.stringContaining('No container') },
    ]);
  });
});
