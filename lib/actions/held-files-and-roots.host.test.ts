import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { OpHost } from '../../test/helpers/ops/op-host.ts';
import { runNap } from '../../test/states/make-state.ts';
import { isRefusal } from '../domain/plan.ts';

/** What a person sees of the two actions on a real host: the space that comes back, and what is asked before anything is lost. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED: ${lab.reason}`);

const root = '/var/snap/docker/common/var-lib-docker';
const startSecond = `mkdir -p "$1"; dockerd --data-root "$1" --exec-root /run/second --pidfile /run/second.pid -H unix:///run/second.sock --bridge=none --iptables=false --storage-driver vfs >/run/second.log 2>&1 </dev/null &
  for n in $(seq 300); do docker -H unix:///run/second.sock info >/dev/null 2>&1 && break; sleep 0.2; done`;
const stopSecond = `kill "$(cat /run/second.pid)"; while [ -e /run/second.pid ]; do sleep 0.2; done
  findmnt -rno TARGET | grep -F "$1" | sort -r | while read -r point; do umount "$point"; done; true`;

describe.skipIf(!lab.ok)('on a real host', () => {
  let target: OpHost;
  beforeAll(async () => {
    target = await OpHost.start('trixie-ext4');
    await runNap(target.host);
  });
  afterAll(async () => target?.stop());

  const freeBytes = async () => Number(await target.sh('echo $(($(stat -f -c "%a * %S" /var/lib/docker)))'));
  const refusalOf = async (params: Record<string, string>) => {
    const { draft } = await target.propose('remove-unused-data-root', params);
    return isRefusal(draft) ? Object.fromEntries(draft.excuses.map(({ guardId, excuse }) => [guardId, excuse])) : null;
  };

  it('restarting the container that holds a deleted file gives its blocks back', async () => {
    await target.sh(
      `docker run -d --network none --name hog busybox:lab sh -c 'if mkdir /once 2>/dev/null; then exec 3>/big; dd if=/dev/zero bs=1M count=60 >&3; rm /big; fi; trap exit TERM; while :; do sleep 1 & wait; done'
       while docker exec hog test -e /big || [ "$(docker exec hog sh -c 'stat -L -c %s /proc/1/fd/3')" -lt 62914560 ]; do sleep 0.2; done; sync -f /var/lib/docker`,
    );
    const held = (await target.look()).report.deletedFiles;
    const hog = expect.objectContaining({ container: expect.objectContaining({ name: 'hog' }) });
    expect(held).toMatchObject({ state: 'known', value: [{ path: '/big', holders: expect.arrayContaining([hog]) }] });
    const before = await freeBytes();
    const plan = await target.stepsOf('restart-container', 'restart-container', { container: 'hog' });
    expect(plan.draft.estimate.freedBytes).toMatchObject({ state: 'known' });
    expect((await target.perform(plan)).run.state).toBe('succeeded');
    await target.sh('sync -f /var/lib/docker');
    expect(await freeBytes()).toBeGreaterThan(before + 50 * 2 ** 20);
    expect((await target.look()).report.deletedFiles).toMatchObject({ state: 'known', value: [] });
  });

  it('a second data root is refused while its Docker runs, then only after its volumes were named', async () => {
    await target.sh(startSecond, root);
    await target.sh(
      'docker save busybox:lab | docker -H unix:///run/second.sock load; docker -H unix:///run/second.sock create --name old --network none -v photos:/photos busybox:lab true',
    );
    expect(await refusalOf({ root, sure: root })).toMatchObject({ 'unused-root': expect.stringMatching(/uses it/) });
    await target.sh(stopSecond, root);
    expect(await refusalOf({ root })).toEqual({
      'asked-twice': expect.stringMatching(/1 volume \(photos\) and 1 container \(old\)/),
    });
    const plan = await target.stepsOf('remove-data-root', 'remove-unused-data-root', { root, sure: root });
    expect(plan.draft.confirmation).toBe('host-name');
    expect((await target.perform(plan)).run.state).toBe('succeeded');
    expect(await target.sh('ls -d "$1" 2>/dev/null || echo gone', root)).toBe('gone');
    expect(await target.sh('docker inspect --format "{{.State.Running}}" nap')).toBe('true');
    expect((await target.look()).report.otherDataRoots).toEqual({ state: 'known', value: [] });
  });
});
