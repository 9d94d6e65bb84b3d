import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { passTime, useOwnContainerd, useSystemContainerd } from '../../lab/states/containerd-leaks.ts';
import { changeDaemonConfig, restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import { build, containerdStates, hideStore } from '../states/containerd-states.ts';
import { runNap } from '../states/make-state.ts';
import { expectState } from '../states/state-on-host.ts';
import { ContainerdRig, idsOf, offeredIn, rowOf } from './containerd-rig.ts';

/** Which daemons and which stores there are, and what goes on while a scan reads: on 26, with btrfs. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);
const [, , , unusedState, hiddenState] = containerdStates;

describe.skipIf(!lab.ok)('daemons and stores around the containerd image store', () => {
  let rig: ContainerdRig;
  beforeAll(async () => {
    rig = new ContainerdRig(await startHost(unusedState.kind));
    await runNap(rig.host);
    await build(rig.host, 'kept');
    await passTime(rig.host);
  }, patience(180_000));
  afterAll(() => rig?.stop());

  it(
    'T2, T24: scans while containers are made and removed call no lease dead, and no snapshot for being unheld',
    async () => {
      await rig.sh('rm -f /run/enough');
      const loop = rig.host.exec(
        'while [ ! -e /run/enough ]; do id=$(docker create --network none busybox:lab true) && docker rm "$id"; done',
        { timeoutMs: patience(120_000), allowFailure: true },
      );
      try {
        for (let scan = 0; scan < 6; scan += 1) {
          const look = await rig.lookAtMovingStore();
          expect(offeredIn(look)).toEqual([]);
          expect(idsOf(look, 'dead')).toEqual([]);
        }
      } finally {
        await rig.sh(': >/run/enough');
        await loop;
      }
    },
    patience(150_000),
  );

  it(
    'T4: a container whose configuration is cut short keeps its lease, though Docker does not list it',
    async () => {
      const id = await rig.sh('docker create --network none --name cut busybox:lab true');
      await passTime(rig.host);
      await stopDocker(rig.host);
      await rig.sh(
        'cp "$1" /root/cut.json; head -c 200 /root/cut.json >"$1"',
        `/var/lib/docker/containers/${id}/config.v2.json`,
      );
      await startDocker(rig.host);
      expect(await rig.sh('docker ps -aq --no-trunc')).not.toContain(id);
      const look = await rig.look();
      expect(rowOf(look, id).state).toBe('kept');
      expect(offeredIn(look)).toEqual([]);
    },
    patience(120_000),
  );

  it(
    'T5: beside a second dockerd on this containerd nothing is called dead',
    async () => {
      await rig.sh(`printf '{"features": {"containerd-snapshotter": true}, "storage-driver": "btrfs"}' >/root/second.json
        systemd-run --quiet --unit=second-dockerd dockerd --config-file /root/second.json --data-root /srv/data/second --exec-root /run/second \\
          --pidfile /run/second.pid -H unix:///run/second.sock --containerd=/run/containerd/containerd.sock --bridge=none --iptables=false
        until docker -H unix:///run/second.sock info >/dev/null 2>&1; do systemctl is-failed --quiet second-dockerd && exit 1; sleep 0.2; done
        docker -H unix:///run/second.sock import /usr/local/share/bilge-lab/busybox.tar busybox:lab >/dev/null
        docker -H unix:///run/second.sock create --network none --name theirs busybox:lab true`);
      await passTime(rig.host);
      await restartDocker(rig.host);
      const theirs = await rig.sh("docker -H unix:///run/second.sock inspect --format '{{.Id}}' theirs");
      const look = await rig.look();
      expect(look.view.refusals.map(({ code }) => code)).toContain('several-daemons');
      expect(rowOf(look, theirs).state).not.toBe('dead');
      expect(offeredIn(look)).toEqual([]);
      await rig.sh('docker -H unix:///run/second.sock rm theirs >/dev/null; systemctl stop second-dockerd');
    },
    patience(120_000),
  );

  it(
    'T17: in graph-driver mode the leases are those of hidden containers',
    async () => {
      const containers = (await rig.sh('docker ps -aq --no-trunc')).split('\n');
      await hideStore(rig.host);
      const look = await rig.look();
      expect(look.view.refusals.map(({ code }) => code)).toContain('store-of-other-mode');
      expect(idsOf(look, 'dead')).toEqual([]);
      expect(offeredIn(look)).toEqual([]);
      const states = new Set(look.view.leases.filter(({ id }) => containers.includes(id)).map((row) => row.state));
      expect(states).toEqual(new Set(['hidden-store']));
      await expectState(rig.host, hiddenState);
      await changeDaemonConfig(rig.host, { features: { 'containerd-snapshotter': true } });
      await restartDocker(rig.host);
    },
    patience(120_000),
  );

  it(
    'T18, L13: one start without the system’s containerd leaves a second store; each scan reads the one in use',
    async () => {
      await useOwnContainerd(rig.host);
      await runNap(rig.host).catch(() => undefined);
      const own = await rig.look();
      expect(own.store.root).toBe('/var/lib/docker/containerd/daemon');
      expect(own.store.details.unusedStores?.map(({ root }) => root)).toEqual(['/var/lib/containerd']);
      expect(own.store.details.unusedStores?.[0]?.content?.images.length).toBeGreaterThan(1);
      expect(offeredIn(own)).toEqual([]);
      await expectState(rig.host, unusedState);
      await useSystemContainerd(rig.host);
      const back = await rig.look();
      expect(back.store.root).toBe('/var/lib/containerd');
      expect(back.store.details.unusedStores?.map(({ root }) => root)).toEqual(['/var/lib/docker/containerd/daemon']);
      expect(offeredIn(back)).toEqual([]);
    },
    patience(150_000),
  );

  it(
    'T23: a database above what a scan copies makes the leases unknown, never none',
    async () => {
      await stopDocker(rig.host);
      await rig.sh(
        'systemctl stop containerd && truncate -s 300M /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db && systemctl start containerd',
      );
      await startDocker(rig.host);
      await rig.run.reconnect();
      const { facts, report } = await rig.run.look();
      expect(facts.sections.containerd.state).toBe('unknown');
      expect(report.leaks.state).toBe('unknown');
    },
    patience(120_000),
  );
});
