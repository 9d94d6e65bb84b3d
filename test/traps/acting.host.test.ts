import { afterEach, describe, expect, it } from 'vitest';
import { type HostKind, type HostOptions, labAvailable, startHost } from '../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { changeDaemonConfig, restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { loadLayers } from '../../lab/states/load-layers.ts';
import { unreachableChains } from '../../lab/states/unreachable-chains.ts';
import { isRefusal } from '../../lib/domain/plan.ts';
import { HostRun } from '../helpers/host-run.ts';
import { knownLeaks } from './lab-scan.ts';
import { ageAndRestart } from './removal-oracle.ts';

/** Traps into which one falls while acting, by their numbers in docs/reference/traps.md, each on a host of its own. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

describe.skipIf(!lab.ok)('acting', () => {
  let target: HostRun | undefined;
  afterEach(async () => {
    await target?.stop();
    target = undefined;
  });
  async function begin(kind: HostKind, options: HostOptions = {}) {
    const begun = new HostRun(await startHost(kind, options));
    target = begun;
    await loadBusybox(begun.host);
    const sh = async (script: string, ...args: string[]) => (await begun.host.exec(script, { args })).stdout.trim();
    return { begun, host: begun.host, sh };
  }

  it.each(['ext4', 'btrfs'] as const)('trap 14 on %s: where moving would copy, nothing is moved', async (kind) => {
    const { begun, host, sh } = await begin(kind);
    const leaked = await buildkitDuplicateLeak(host, { builds: 2 });
    await ageAndRestart(host);
    await begun.reconnect();
    const plan = await begun.plan('remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    const aside =
      kind === 'btrfs' ? '/var/lib/docker/btrfs/.bilge-quarantine' : '/var/lib/docker/overlay2/.bilge-quarantine';
    await sh('mkdir -p "$1" && mount -t tmpfs none "$1"', aside);
    const run = await begun.apply(plan);
    expect(run.state).toBe('refused');
    expect(run.steps.map(({ said }) => said).join(' ')).toContain('not on the same mount');
    expect(await listDriverDirectories(host)).toEqual(expect.arrayContaining(leaked));
    await sh('umount "$1"', aside);
  });

  it.each(['ext4', 'btrfs'] as const)(
    'trap 16 on %s: records and directories go together or not at all',
    async (kind) => {
      const { begun, host, sh } = await begin(kind);
      const { chainIds, directories } = await unreachableChains(host);
      expect([chainIds.length, directories.length]).not.toContain(0);
      await ageAndRestart(host);
      await begun.reconnect();
      const run = await begun.run('remove-leaked-layers', { mode: 'delete', names: 'all' });
      expect(run.state, JSON.stringify(run)).toBe('succeeded');
      const records = await sh(
        'cd /var/lib/docker/image/*/layerdb/sha256 && for chain in *; do printf "%s %s\\n" "$chain" "$(cat "$chain/cache-id")"; done',
      );
      for (const chain of chainIds) expect(records).not.toContain(chain);
      const left = await listDriverDirectories(host);
      for (const directory of directories) expect(left).not.toContain(directory);
      for (const line of records.split('\n')) expect(left).toContain(line.split(' ')[1]);
      // Half a deletion would say "up to date" now, or "file exists", and run nothing.
      const again = await loadLayers(host, 3, { name: 'again:lab' });
      expect(
        await sh('docker create --name again "$1" /x >/dev/null && docker export again | tar -t | wc -l', again),
      ).not.toBe('0');
    },
  );

  it('trap 18: with userns-remap on, the other data root’s layers are not judged by this one’s records', async () => {
    const { begun, host, sh } = await begin('ext4');
    const before = await listDriverDirectories(host);
    expect(before.length).toBeGreaterThan(0);
    await changeDaemonConfig(host, { 'userns-remap': 'root' });
    await restartDocker(host);
    await begun.reconnect();
    await loadBusybox(host);
    const { facts, report } = await begun.look();
    const root = facts.sections.dataRoot.state === 'known' ? facts.sections.dataRoot.value.path : '';
    expect(root).toMatch(/^\/var\/lib\/docker\/\d+\.\d+$/);
    expect(knownLeaks(report)).toEqual([]);
    const shown = report.layers.state === 'known' ? report.layers.value.map(({ path }) => path) : [];
    expect(shown.length).toBeGreaterThan(0);
    for (const path of shown) expect(path.startsWith(`${root}/`)).toBe(true);
    const { draft } = await begun.propose('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(isRefusal(draft)).toBe(true);
    expect(await sh('ls /var/lib/docker/overlay2 | grep -v "^l$"')).toBe(before.sort().join('\n'));
  });

  it('trap 20: on an engine whose prune takes named volumes when asked by an old API, they stay', async () => {
    const { begun, host, sh } = await begin('trixie-ext4');
    await sh(
      'docker volume create family >/dev/null; docker run --rm=false --name gone -v /anonymous busybox:lab true; docker rm gone >/dev/null',
    );
    // What the trap is: the same prune removes the named one when the client speaks 1.41.
    expect(await sh('docker volume ls -q | wc -l')).toBe('2');
    const run = await begun.run('prune-volumes', { names: 'all', minAgeHours: '0' });
    expect(run.state).toBe('succeeded');
    expect(await sh('docker volume ls -q')).toBe('family');
    await sh('DOCKER_API_VERSION=1.41 docker volume prune -f');
    expect(await sh('docker volume ls -q'), 'the trap is no trap any more: this test shows nothing').toBe('');
    await host.exec('docker volume create family >/dev/null');
  });

  it('trap 21: the store of a former driver is removed with a warning, and Docker starts with its own driver', async () => {
    const { begun, host, sh } = await begin('ext4');
    // Of two stores that it knows Docker cannot choose: with this one left it would not start again without `-s`.
    await sh(
      'mkdir -p /var/lib/docker/btrfs/subvolumes/x /var/lib/docker/image/btrfs; echo data >/var/lib/docker/btrfs/subvolumes/x/file',
    );
    const { draft } = await begun.propose('remove-abandoned-store', { store: 'btrfs', sure: 'btrfs' });
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(draft.warnings.join(' ')).toContain('storage-driver');
    expect((await begun.run('remove-abandoned-store', { store: 'btrfs', sure: 'btrfs' })).state).toBe('succeeded');
    await restartDocker(host);
    expect(await sh('docker info --format "{{.Driver}}"')).toBe('overlay2');
    expect(await sh('docker run --rm --network none busybox:lab echo fine')).toBe('fine');
  });

  it('trap 22: an engine that would switch btrfs quotas off is not stopped, and they stay on', async () => {
    const { begun, sh } = await begin('btrfs');
    await sh('btrfs quota enable /var/lib/docker && btrfs quota rescan -w /var/lib/docker >/dev/null');
    const { draft } = await begun.propose('restart-docker', {});
    if (!isRefusal(draft)) throw new Error('Docker would be stopped');
    expect(draft.excuses.map(({ guardId }) => guardId)).toContain('quotas-kept');
    expect(await sh('btrfs qgroup show /var/lib/docker >/dev/null && echo on')).toBe('on');
  });
});
