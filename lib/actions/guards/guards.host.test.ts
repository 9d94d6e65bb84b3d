import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../../lab/states/buildkit-leaks.ts';
import { restartDocker } from '../../../lab/states/engine.ts';
import { loadBusybox } from '../../../lab/states/load-busybox.ts';
import { HostRun } from '../../../test/helpers/host-run.ts';

/** What guards said or did wrongly once, on the real thing: too little was spared, too much was refused, or one object ended the run. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED guards on a real host: ${lab.reason}`);

describe.skipIf(!lab.ok)('guards on a real host', () => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost('ext4'));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());
  const sh = async (script: string, ...args: string[]) => (await target.host.exec(script, { args })).stdout.trim();

  it('a volume with a short name goes, although its letters are everywhere in the records of containers', async () => {
    await sh(
      'docker volume create other; docker volume create other-db; docker create --name db --hostname web --env a=db --network none -v other:/db -v /srv/data:/web busybox:lab db web a data >/dev/null',
    );
    for (const name of ['db', 'fe', 'web', 'data']) {
      await sh('docker volume create "$1"', name);
      const run = await target.run('prune-volumes', { names: name, minAgeHours: '0' });
      expect(run, name).toMatchObject({ state: 'succeeded' });
    }
    expect((await sh('docker volume ls --quiet')).split('\n').sort()).toEqual(['other', 'other-db']);
  });

  it.each([
    ['a volume', '-v db:/x'],
    ['a mount', '--mount type=volume,source=db,target=/x'],
    ['a bind of its path', '-v /var/lib/docker/volumes/db/_data:/x'],
    ['a mount of a path in it', '--mount type=bind,source=/var/lib/docker/volumes/db/_data/inner,target=/x'],
    ['a path that leads into it', '-v /srv/to-db/inner:/x'],
    ['a container that takes its volumes from another', '--volumes-from first'],
  ])('a container that Docker does not show keeps its volume: %s', async (_, flags) => {
    await sh(
      'docker volume create db >/dev/null; mkdir -p /var/lib/docker/volumes/db/_data/inner; ln -sfn /var/lib/docker/volumes/db/_data /srv/to-db',
    );
    const plan = await target.plan('prune-volumes', { names: 'db', minAgeHours: '0' });
    // Made after the plan and hidden before the run, as by a driver that was changed: only its record on disk is left to ask.
    await sh('docker create --name first --network none -v db:/y busybox:lab true >/dev/null');
    const id = await sh(`docker create --name second --network none ${flags} busybox:lab true`);
    await sh(
      'cp -a "/var/lib/docker/containers/$1" /srv/kept; docker rm first second >/dev/null; cp -a /srv/kept "/var/lib/docker/containers/$1"; rm -r /srv/kept',
      id,
    );
    const [step] = (await target.apply(plan)).steps;
    expect(step).toMatchObject({ state: 'refused', said: expect.stringContaining('lists it among its mounts') });
    expect(await sh('ls -d /var/lib/docker/volumes/db/_data')).not.toBe('');
    await sh('rm -r "/var/lib/docker/containers/$1"; docker volume rm db >/dev/null', id);
  });

  it('a volume that was made anew since the plan stays', async () => {
    await sh('docker volume create again');
    const plan = await target.plan('prune-volumes', { names: 'again', minAgeHours: '0' });
    // Docker tells the time of its making in whole seconds.
    await sh('docker volume rm again; sleep 1.1; docker volume create again');
    const [step] = (await target.apply(plan)).steps;
    expect(step).toMatchObject({ state: 'refused', said: expect.stringContaining('recreated') });
    expect(await sh('docker volume ls --quiet --filter name=again')).toBe('again');
  });

  it('a log that cannot be written ends its own step; the next log is emptied', async () => {
    await sh(
      'for n in one two; do docker run --name $n --network none busybox:lab sh -c "yes | head -n 2000" >/dev/null; done',
    );
    const logs = (await sh('docker inspect --format "{{.LogPath}}" one two')).split('\n');
    await sh('for n in "$@"; do chattr +a "$n"; done', ...logs);
    const stuck = await target.run('truncate-container-logs', { names: 'one,two' });
    expect(stuck.steps.map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(stuck.steps[0]?.said).toContain('could not be emptied');
    expect(stuck.state).not.toBe('interrupted');
    await sh('chattr -a "$1"', logs[1] ?? '');
    const half = await target.run('truncate-container-logs', { names: 'one,two' });
    const states = Object.fromEntries(half.steps.map(({ target: { label }, state }) => [label, state]));
    expect(states).toEqual({ one: 'failed', two: 'done' });
    await sh('chattr -a "$1"', logs[0] ?? '');
  });

  it('a log that Docker rotated since the plan stays', async () => {
    const log = await sh('docker inspect --format "{{.LogPath}}" one');
    const plan = await target.plan('truncate-container-logs', { names: 'one' });
    await sh('mv "$1" "$1.1"; cat "$1.1" >"$1"', log);
    const [step] = (await target.apply(plan)).steps;
    expect(step).toMatchObject({ state: 'refused', said: expect.stringContaining('rotated') });
    expect(Number(await sh('stat -c %s "$1"', log))).toBeGreaterThan(0);
  });

  it('log rotation leaves daemon.json readable for whom it was', async () => {
    const rights = () => sh('stat -c "%a %u %g" /etc/docker/daemon.json');
    await sh(
      '[ -e /etc/docker/daemon.json ] || echo "{}" >/etc/docker/daemon.json; chmod 644 /etc/docker/daemon.json; chgrp daemon /etc/docker/daemon.json',
    );
    const before = await rights();
    expect(before).toMatch(/^644 0 [1-9]/);
    expect(await target.run('set-log-rotation', { maxSize: '9m' })).toMatchObject({ state: 'succeeded' });
    expect(await sh('cat /etc/docker/daemon.json')).toContain('9m');
    expect(await rights()).toBe(before);
  });

  it('what is quarantined is held by a protection, and goes when that ends', async () => {
    await buildkitDuplicateLeak(target.host, { builds: 3 });
    await sh('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
    const aside = await target.run('remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    expect(aside).toMatchObject({ state: 'succeeded' });
    const names = aside.steps.filter(({ target: { kind } }) => kind === 'layer').map((step) => step.target.id);
    expect(names.length).toBeGreaterThan(1);
    const [shielded = ''] = names;
    const left = async () =>
      (await sh('ls /var/lib/docker/overlay2/.bilge-quarantine 2>/dev/null | grep -v note || true'))
        .split('\n')
        .filter(Boolean);
    const protections = [{ kind: 'layer', id: shielded }];
    expect(
      await target.apply(await target.plan('purge-quarantine', { entries: 'all' }, { protections })),
    ).toMatchObject({ state: 'succeeded' });
    expect(await left()).toEqual([`${shielded}.set-aside`]);
    const { draft } = await target.propose('purge-quarantine', { entries: 'all' }, { protections });
    expect('refused' in draft && draft.skipped.map(({ guardId }) => guardId)).toEqual(['protected']);
    expect(await target.run('purge-quarantine', { entries: 'all' })).toMatchObject({ state: 'succeeded' });
    expect(await left()).toEqual([]);
  });
});
