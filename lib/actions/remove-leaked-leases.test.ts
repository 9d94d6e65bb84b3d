import { describe, expect, it } from 'vitest';
import { known } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { isRefusal } from '../domain/plan.ts';
import { ContainerdHost, croot, iso, rootBegun } from '../facts/views/testing/containerd-host.ts';
import { old } from '../facts/views/testing/docker-host.ts';
import { chosenOf, planOn, platform, refusedBy, sparedBy } from './testing/plan-on.ts';

const factsOn = (host: ContainerdHost): HostFacts => {
  const facts = host.facts();
  const identity = {
    machineId: known('m1'),
    engineId: known('engine-1'),
    dataRoot: known('/var/lib/docker'),
    dataRootFsid: known('fs-1'),
  };
  return {
    ...facts,
    identity,
    sections: {
      ...facts.sections,
      platform: known(platform()),
      otherDataRoots: known([]),
      daemonConfiguration: known({
        path: '/etc/docker/daemon.json',
        exists: false,
        values: {},
        problem: null,
        flags: [],
        isImmutable: null,
      }),
    },
  };
};
const planned = (host: ContainerdHost, params: Record<string, string>) =>
  planOn(factsOn(host), 'remove-leaked-leases', params);
const opsOf = (draft: ReturnType<typeof planned>) => (isRefusal(draft) ? [] : draft.steps.map(({ op }) => op));

function leaking() {
  const host = new ContainerdHost();
  const chain = host.image('one');
  const [kept, running] = [host.container(chain), host.container(chain, { isRunning: true })];
  const [failed, lost] = [host.failedCreate(chain), host.container(chain)];
  host.loseContainer(lost);
  return { host, kept, running, failed, lost };
}

/** On btrfs: an only copy of snapshot 1, a removal of 2 that blocks the collector, and 7 without a record. */
function forgottenFacts(): HostFacts {
  const host = new ContainerdHost('btrfs');
  host.snapshot('one', null, 10);
  host.snapshot('two', 'one', null);
  host.moby.snapshots.pop();
  for (const record of host.backend) record.createdAt = iso(old);
  const names = ['rm-1', '1', 'rm-2', '2', '7'];
  const folder = `${croot}/io.containerd.snapshotter.v1.btrfs/active`;
  const facts = factsOn(host);
  const { containerd } = facts.sections;
  if (containerd.state === 'known' && containerd.value.details)
    containerd.value.details.snapshotters = [{ name: 'btrfs', sequence: 9, folders: { active: names } }];
  const subvolumes = names.map((name) => ({
    hostPath: `${folder}/${name}`,
    path: `${folder}/${name}`.slice(1),
    uuid: uuidOf(name),
    createdSeconds: old,
  }));
  const filesystem = { uuid: 'u', mountPoint: '/', subvolumes, pendingDeletions: 0, quotas: noQuotas, qgroups: null };
  return { ...facts, sections: { ...facts.sections, btrfs: known([filesystem as never]) } };
}
const uuidOf = (name: string) => `00000000-0000-4000-8000-${name.replace('rm-', '1').padStart(12, '0')}`;
const noQuotas = { enabled: false, inconsistent: null, mode: null };

describe('the plan for dead leases', () => {
  it('takes the dead ones and no others, the first alone and then a look', () => {
    const { host, failed, lost } = leaking();
    const draft = planned(host, { names: 'all' });
    expect(opsOf(draft)).toEqual(['compare-lists', 'hold-lease', 'compare-lists', 'hold-lease', 'compare-lists']);
    expect(
      chosenOf(draft)
        .filter((id) => id !== 'docker')
        .sort(),
    ).toEqual([failed, lost].sort());
    expect(draft).toMatchObject({
      overContainerd: true,
      engineOnly: false,
      confirmation: 'click',
      undo: { possible: true, actionId: 'restore-quarantine' },
      estimate: { freesNow: false, setAside: { bytes: { state: 'known', value: 17 } } },
      site: { containerd: { socket: '/run/containerd/containerd.sock', uuid: 'uuid-1', pid: 50 } },
    });
  });

  it('deletes only after every hold was made and looked at', () => {
    const draft = planned(leaking().host, { names: 'all', mode: 'delete' });
    expect(opsOf(draft)).toEqual([
      'compare-lists',
      'hold-lease',
      'compare-lists',
      'hold-lease',
      'compare-lists',
      'end-hold',
      'end-hold',
    ]);
    expect(draft).toMatchObject({ confirmation: 'host-name', undo: { possible: false } });
  });

  it('never takes what has an owner, also where it is named', () => {
    const { host, kept, running } = leaking();
    const draft = planned(host, { names: `${kept},${running},nothing` });
    expect(chosenOf(draft)).toEqual([]);
    expect(sparedBy(draft)).toEqual({ [kept]: 'lease-proven', [running]: 'lease-proven', nothing: 'not-found' });
  });

  it('T1: offers nothing of another data root; a person may say that it is gone, with a hold of 30 days', () => {
    const host = new ContainerdHost();
    const ids = [host.container(host.image('one')), host.container(host.image('two'))];
    host.loseDataRoot();
    for (const mode of ['quarantine', 'delete']) {
      expect(chosenOf(planned(host, { names: 'all', mode }))).toEqual([]);
      expect(sparedBy(planned(host, { names: ids.join(','), mode }))).toEqual(
        Object.fromEntries(ids.map((id) => [id, 'lease-proven'])),
      );
    }
    expect(() => planned(host, { names: 'all', mode: 'delete', otherDataRoot: 'gone' })).toThrow(/only be quarantined/);
    const draft = planned(host, { names: 'all', otherDataRoot: 'gone' });
    expect(
      chosenOf(draft)
        .filter((id) => id !== 'docker')
        .sort(),
    ).toEqual([...ids].sort());
    expect(draft).toMatchObject({
      confirmation: 'host-name',
      estimate: { setAside: { purgeAt: '1970-03-12T00:00:00Z' } },
    });
    // The older data root below the mount point, without a trace.
    const below = new ContainerdHost();
    below.failedCreate(below.image('one'));
    expect(chosenOf(planned(below, { names: 'all' }))).toHaveLength(3);
    below.starts = [rootBegun - 60, old - 100, old + 100, 2_000_000];
    expect(chosenOf(planned(below, { names: 'all' }))).toEqual([]);
  });

  it('refuses whole where another Docker may use the store, also what a person says is gone', () => {
    const { host } = leaking();
    host.tasks.push(`moby/${'e'.repeat(64)}`);
    expect(refusedBy(planned(host, { names: 'all' }))).toEqual(['store-ours']);
    expect(refusedBy(planned(host, { names: 'all', otherDataRoot: 'gone' }))).toContain('store-ours');
  });

  it('has containerd collect what has ended, and names what it is', () => {
    const host = new ContainerdHost();
    host.lease('1-old', { labels: { 'containerd.io/gc.expire': '1970-01-20T00:00:00Z' } });
    host.lease('2-young', { labels: { 'containerd.io/gc.expire': '2099-01-20T00:00:00Z' } });
    const draft = planned(host, { names: 'all', mode: 'collect' });
    expect(isRefusal(draft) ? [] : draft.steps.map(({ op, args }) => [op, args.ids])).toEqual([
      ['collect-garbage', ['1-old']],
    ]);
    expect(opsOf(planned(new ContainerdHost(), { names: 'all', mode: 'collect' }))).toEqual([]);
  });

  it('L9, L10: deletes what the btrfs snapshotter forgot, has containerd free what waited, and spares an only copy (T10)', () => {
    const draft = planOn(forgottenFacts(), 'remove-leaked-leases', { names: 'all', mode: 'strays' });
    expect(isRefusal(draft) ? draft : draft.steps.map(({ op, args }) => [op, args])).toEqual([
      ['delete-stray', { path: 'active/rm-2', uuid: uuidOf('rm-2'), original: 'active/2' }],
      ['delete-stray', { path: 'active/7', uuid: uuidOf('7'), original: null }],
      ['collect-snapshots', { namespace: 'moby', waiting: ['active/2'] }],
    ]);
    expect(Object.entries(sparedBy(draft))).toEqual([[expect.stringMatching(/active\/rm-1$/), 'stray-proven']]);
    expect(draft).toMatchObject({ overContainerd: true, confirmation: 'host-name', undo: { possible: false } });
    const only = planOn(forgottenFacts(), 'remove-leaked-leases', { names: 'active/7,active/9', mode: 'strays' });
    expect(opsOf(only)).toEqual(['delete-stray']);
    expect(sparedBy(only)).toEqual({ 'active/9': 'not-found' });
    // With overlayfs containerd deletes strays itself.
    expect(opsOf(planned(new ContainerdHost(), { names: 'all', mode: 'strays' }))).toEqual([]);
  });

  it('its holds are the quarantine: restored or ended by their names, and never what is not one of them', () => {
    const { host, failed } = leaking();
    const lease = host.moby.leases.find(({ id }) => id === failed);
    if (lease === undefined) throw new Error('no lease');
    lease.id = `bilge-${failed}`;
    lease.labels = {
      'bilge/quarantine': failed,
      'bilge/run': 'run_1',
      'bilge/bytes': '5',
      'containerd.io/gc.expire': '2099-01-01T00:00:00Z',
    };
    host.lease('someones', { labels: { 'bilge/quarantine': 'other' } });
    for (const [actionId, op] of [
      ['purge-quarantine', 'end-hold'],
      ['restore-quarantine', 'restore-lease'],
    ] as const) {
      const draft = planOn(factsOn(host), actionId, { entries: 'all' });
      expect(isRefusal(draft) ? draft : draft.steps.map((step) => [step.op, step.target.id])).toEqual([[op, failed]]);
      expect(Object.values(sparedBy(draft))).toEqual(['identity']);
      expect(Object.values(sparedBy(planOn(factsOn(host), actionId, { entries: 'nothing' })))).toEqual(['not-found']);
    }
  });
});
