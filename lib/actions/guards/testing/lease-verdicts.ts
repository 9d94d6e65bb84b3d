import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { LeaseRow } from '../../../facts/views/containerd/lease-row.ts';
import type { StrayDirectory } from '../../../facts/views/containerd/stray-directories.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { ContainerdHost } from '../../../facts/views/testing/containerd-host.ts';
import { DockerHost } from '../../../facts/views/testing/docker-host.ts';
import { factsOf, inputOf } from '../../testing/plan-on.ts';
import { leaseProven } from '../lease-proven.ts';
import { otherRootGone } from '../other-root-gone.ts';
import { storeOurs } from '../store-ours.ts';
import { storeReachable } from '../store-reachable.ts';
import { strayProven } from '../stray-proven.ts';
import { blind, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards about containerd's store and its leases. */
const host = new ContainerdHost();
const facts = host.facts();
const on = (of: HostFacts) => inputOf(of, {});
const graph = factsOf(new DockerHost());
const args = null;

const row = (state: LeaseRow['state'], checked = 'It was looked at.') => ({
  row: { state, until: null, proof: [{ source: 'Data root', checked }] } as unknown as LeaseRow,
  isOtherRootGone: false,
});

const stopped = changed(
  changed(facts, 'daemonProcesses', (value) => ({ ...value, daemons: [] })),
  'dataRoot',
  (value) => ({ ...value, tmpBirthSeconds: null }),
);
const withRoots = (paths: string[], named: string | null): HostFacts => ({
  ...facts,
  sections: {
    ...facts.sections,
    otherDataRoots: known(
      paths.map((path) => ({
        path,
        isMountPoint: false,
        filesystemType: 'ext4',
        device: '1',
        inode: 2,
        modifiedSeconds: 0,
        engineId: null,
        drivers: [],
        containers: [],
        volumes: [],
        contentsDigest: '',
      })),
    ),
    daemonConfiguration: known({
      path: '/etc/docker/daemon.json',
      exists: true,
      values: named === null ? {} : { 'data-root': named },
      problem: null,
      flags: [],
      isImmutable: null,
    }),
  },
});

const proven = verdictsOf(leaseProven);
const ours = verdictsOf(storeOurs);
const reachable = verdictsOf(storeReachable);
const gone = verdictsOf(otherRootGone);
const forgotten = verdictsOf(strayProven);
const input = on(facts);

const stray = (state: StrayDirectory['state'], change: Partial<StrayDirectory> = {}) => ({
  stray: { snapshotter: 'btrfs', path: 'active/rm-3', state, uuid: 'u', original: 'active/3', ...change },
});

export const leaseVerdicts: VerdictTable = [
  proven('pass', 'all five rules hold', { input, args: row('dead'), says: /looked at/ }),
  proven('pass', 'a person says that the other data root is gone', {
    input,
    args: { ...row('other-data-root'), isOtherRootGone: true },
    says: /person says/,
  }),
  proven('refuse', 'it may be of a data root that is not mounted (T1)', {
    input,
    args: row('other-data-root'),
    says: /not mounted, mount it/,
  }),
  ...(
    [
      ['too-young', /after the running Docker started/],
      ['kept', /in use/],
      ['unfinished', /ends by itself/],
      ['expired', /mode=collect/],
      ['temporary', /next start/],
      ['hold', /quarantine/],
      ['hidden-store', /hidden, not gone/],
      ['other-namespace', /namespace/],
    ] as const
  ).map(([state, says]) => proven('refuse', `it is ${state}`, { input, args: row(state), says })),
  proven('unknown', 'a rule could not be judged', { input, args: row('unconfirmed'), says: /looked at/ }),
  proven('unknown', 'it is of no form that Docker makes', { input, args: row('unknown'), says: /someone’s own/ }),
  ours('pass', 'one Docker uses the store', { input, args, says: /Nothing forbids/ }),
  ours('refuse', 'a second unit starts a dockerd (T5)', {
    input: on(
      host.facts((details) => {
        details.surroundings = { sockets: [], dockerStarts: [], mountUnits: [], otherEngines: ['second.service'] };
      }),
    ),
    args,
    says: /second\.service/,
  }),
  ours('unknown', 'the store was not read', {
    input: on(blind(facts, 'containerd')),
    args,
    says: /could not be judged/,
  }),
  ours('unknown', 'Docker keeps its images itself', { input: on(graph), args, says: /not in containerd/ }),
  reachable('pass', 'process and socket are known', { input, args, says: /listens on \/run\/containerd/ }),
  { guardId: 'store-reachable', never: 'refuse', because: 'What it lacks was not seen, which is not knowing.' },
  reachable('unknown', 'no dockerd was seen', { input: on(stopped), args, says: /may be stopped/ }),
  reachable('unknown', 'no socket was seen', {
    input: on(
      host.facts((details) => {
        details.surroundings = { sockets: [], dockerStarts: [], mountUnits: [], otherEngines: [] };
      }),
    ),
    args,
    says: /No socket/,
  }),
  gone('pass', 'nothing is left of one', { input: on(withRoots([], null)), args, says: /No other data root/ }),
  gone('refuse', 'another data root is there', {
    input: on(withRoots(['/mnt/docker'], null)),
    args,
    says: /\/mnt\/docker/,
  }),
  gone('refuse', 'the configuration names another', {
    input: on(withRoots([], '/mnt/docker')),
    args,
    says: /names the data root/,
  }),
  ...(['otherDataRoots', 'daemonConfiguration', 'dataRoot'] as const).map((section) =>
    gone('unknown', `${section} could not be read`, {
      input: on(blind(withRoots([], null), section)),
      args,
      says: /unknown|could not be read/,
    }),
  ),
  forgotten('pass', 'it has no record and is older than containerd', {
    input,
    args: stray('stray'),
    says: /no record/,
  }),
  forgotten('pass', 'it alone blocks the collector', { input, args: stray('blocks-collector'), says: /active\/3/ }),
  forgotten('refuse', 'what it was made from is gone', {
    input,
    args: stray('blocks-collector', { original: null }),
    says: /stay blocked/,
  }),
  forgotten('refuse', 'it may be the only copy (T10)', { input, args: stray('only-copy'), says: /only copy/ }),
  forgotten('refuse', 'it may be in the making', { input, args: stray('too-young'), says: /restart of containerd/ }),
  forgotten('refuse', 'another snapshotter made it', {
    input,
    args: stray('stray', { snapshotter: 'native' }),
    says: /by hand/,
  }),
  forgotten('unknown', 'its age is not known', { input, args: stray('unconfirmed'), says: /Scan again/ }),
  forgotten('unknown', 'no subvolume was seen there', {
    input,
    args: stray('stray', { uuid: null }),
    says: /Scan again/,
  }),
];
