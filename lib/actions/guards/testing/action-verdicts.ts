import { known } from '../../../domain/fact.ts';
import type { DaemonConfiguration, HostFacts } from '../../../domain/host-facts.ts';
import { isRefusal, type Verdict } from '../../../domain/plan.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { leaksOf } from '../../../facts/views/testing/conclusions.ts';
import { DockerHost, volumeOnDisk, volumeSummary } from '../../../facts/views/testing/docker-host.ts';
import { actionById } from '../../action-registry.ts';
import { factsOf, inputOf, planOn } from '../../testing/plan-on.ts';
import { blind, type VerdictCase, type VerdictTable } from './verdict-case.ts';

/**
 * Guards that belong to one action alone, judged through its plan. A refused plan and a skipped object say only why, so there the words
 * tell "no" from "not known".
 */
interface Question {
  facts: HostFacts;
  action: string;
  params?: Record<string, string>;
  /** the first leak by another name, as if the records had a strange one */
  rename?: string;
}

function said(
  guardId: string,
  { facts, action, params = {}, rename }: Question,
): Pick<Verdict, 'said'> & Partial<Verdict> {
  const draft = rename === undefined ? planOn(facts, action, params) : planOnRenamed(facts, { action, params, rename });
  const skipped = draft.skipped.find((each) => each.guardId === guardId);
  if (skipped !== undefined) return { said: skipped.excuse };
  if (isRefusal(draft)) {
    const excuse = draft.excuses.find((each) => each.guardId === guardId)?.excuse;
    if (excuse === undefined) throw new Error(`${action} was refused by others: ${JSON.stringify(draft.excuses)}`);
    return { said: excuse };
  }
  const judgement = [...draft.guards, ...draft.steps.flatMap((step) => step.guards)].find(
    (each) => each.guardId === guardId,
  );
  if (judgement === undefined) throw new Error(`${action} does not ask ${guardId}`);
  return judgement;
}

function planOnRenamed(facts: HostFacts, { action, params, rename }: Required<Omit<Question, 'facts'>>) {
  const found = actionById(action);
  if (found === undefined) throw new Error(`no action ${action}`);
  const input = inputOf(facts, found.params.parse(params));
  const leaks = leaksOf(facts).map((leak) => ({ ...leak, name: rename }));
  return found.plan({ ...input, report: { ...input.report, leaks: known(leaks) } });
}

const judged = (
  guardId: string,
  state: Verdict['state'],
  when: string,
  { says, ...question }: Question & { says: RegExp },
): VerdictCase => ({ guardId, state, when, says, judge: () => said(guardId, question) });

const host = new DockerHost();
host.container('web', host.image('app:1'));
const plain = factsOf(host);
const withSection = <K extends keyof HostFacts['sections']>(
  facts: HostFacts,
  section: K,
  value: unknown,
): HostFacts => ({
  ...facts,
  sections: { ...facts.sections, [section]: known(value) },
});

const record = {
  id: 'r'.repeat(25),
  type: 'regular',
  description: 'RUN x',
  inUse: false,
  shared: false,
  sizeBytes: 1,
  createdAt: null,
  lastUsedAt: null,
  parents: [],
};
const cached = (change: object = {}) => withSection(plain, 'buildCache', [{ ...record, ...change }]);
const network = {
  id: 'n'.repeat(64),
  name: 'front',
  driver: 'bridge',
  createdAt: null,
  labels: {},
  internal: false,
  containerIds: [],
};
const networked = (change: object = {}) => withSection(plain, 'networks', [{ ...network, ...change }]);
const anyAge = { minAgeHours: '0' };
const shop = { 'com.docker.compose.project': 'shop' };

const dind = 'd'.repeat(64);
const withDind = (nestedDrivers: string[] | null = ['btrfs'], name = dind) => ({
  ...withSection(withSection(plain, 'volumes', [volumeSummary(name)]), 'volumesOnDisk', [
    volumeOnDisk(name, nestedDrivers),
  ]),
});
const usesDind = changed(withDind(), 'containers', (all) =>
  all.map((each) => ({
    ...each,
    mounts: [{ type: 'volume', name: dind, source: '', destination: '/var/lib/docker', readWrite: true }],
  })),
);
const livingDind = changed(withDind(), 'namespaceMounts', (all) => ({
  ...all,
  holders: [{ pid: 7, command: 'dockerd', kind: 'cwd' as const, path: `/var/lib/docker/volumes/${dind}/_data` }],
}));

const configured = (change: Partial<DaemonConfiguration> = {}) =>
  withSection(plain, 'daemonConfiguration', {
    path: '/etc/docker/daemon.json',
    exists: true,
    values: {},
    problem: null,
    flags: [],
    isImmutable: false,
    ...change,
  });
const synology = (facts: HostFacts) => ({
  ...facts,
  sections: { ...facts.sections, platform: factsOf(new DockerHost(), { id: 'synology-dsm' }).sections.platform },
});

const otherPath = '/var/snap/docker/common/var-lib-docker';
const otherRoot = {
  path: otherPath,
  device: '2049',
  inode: 77,
  modifiedSeconds: 1,
  engineId: null,
  drivers: ['overlay2'],
  containers: [{ id: 'c'.repeat(64), name: 'db' }],
  volumes: ['photos'],
  contentsDigest: '1 2',
  isMountPoint: false,
  filesystemType: 'ext4',
};
const withRoot = (change: object = {}) =>
  withSection(withSection(plain, 'otherDataRoots', [{ ...otherRoot, ...change }]), 'migrations', []);
const usedRoot = (dataRootIdentity: string | null) =>
  changed(withRoot(), 'daemonProcesses', (all) => ({
    ...all,
    daemons: [
      ...all.daemons,
      { pid: 9, startedSeconds: 1, command: [], dataRoot: null, dataRootIdentity, containerd: null },
    ],
  }));
const removeRoot = { action: 'remove-unused-data-root', params: { root: otherPath, sure: otherPath } };

const logged = (change: object = {}) =>
  changed(plain, 'containersOnDisk', (all) => all.map((each) => ({ ...each, logBytes: 500, ...change })));

const leaks = (prepare: (host: DockerHost) => void = () => {}) => {
  const made = new DockerHost();
  made.container('web', made.image('app:1'));
  made.cache();
  made.pruneCache();
  prepare(made);
  return factsOf(made);
};
const unreached = new DockerHost();
unreached.image('app:1');
const unreachable = changed(
  changed(factsOf(unreached), 'imagedb', (all) => ({ ...all, images: [] })),
  'images',
  () => [],
);

const btrfsHost = new DockerHost('btrfs');
btrfsHost.image('app:1');
const btrfs = factsOf(btrfsHost);
const notASubvolume = changed(
  changed(btrfs, 'dataRoot', (root) => ({ ...root, inode: 300 })),
  'btrfs',
  (all) => all.map((each) => ({ ...each, mountPoint: '/' })),
);

const store = (driver: string) =>
  changed(plain, 'dataRoot', (root) => ({
    ...root,
    entries: [...root.entries, { name: driver, kind: 'directory' as const, device: '8:17' }],
    driverDirectories: [...root.driverDirectories, { driver, entries: 3 }],
    imageStores: [...root.imageStores, driver],
  }));

const aside = (change: object = {}) =>
  withSection(plain, 'quarantine', [
    {
      entry: `${'e'.repeat(64)}.set-aside`,
      driver: 'overlay2',
      path: '/q',
      originalName: 'e'.repeat(64),
      device: '8:17',
      inode: 9,
      note: { run: 'run_1' },
      ...change,
    },
  ]);

const inText = 'this reads one list of the engine; an object that is not in it is not offered';

export const actionVerdicts: VerdictTable = [
  judged('build-cache-known', 'pass', 'it was listed', {
    facts: cached(),
    action: 'prune-build-cache',
    params: anyAge,
    says: /was listed/,
  }),
  judged('build-cache-known', 'unknown', 'it was not', {
    facts: blind(plain, 'buildCache'),
    action: 'prune-build-cache',
    says: /took too long/,
  }),
  { guardId: 'build-cache-known', never: 'refuse', because: inText },
  judged('in-use', 'pass', 'no build needs the record', {
    facts: cached(),
    action: 'prune-build-cache',
    params: anyAge,
    says: /No build/,
  }),
  judged('in-use', 'refuse', 'a build uses it', {
    facts: cached({ inUse: true }),
    action: 'prune-build-cache',
    params: anyAge,
    says: /A build uses it/,
  }),
  {
    guardId: 'in-use',
    never: 'unknown',
    because: 'a record comes with it; without the list build-cache-known refuses',
  },

  judged('network-unused', 'pass', 'no container belongs to it', {
    facts: networked(),
    action: 'prune-networks',
    params: anyAge,
    says: /No container/,
  }),
  judged('network-unused', 'refuse', "it is Docker's own", {
    facts: networked({ name: 'bridge' }),
    action: 'prune-networks',
    params: anyAge,
    says: /Docker's own/,
  }),
  judged('network-unused', 'refuse', 'containers are attached', {
    facts: networked({ containerIds: ['x'] }),
    action: 'prune-networks',
    params: anyAge,
    says: /^1 container /,
  }),
  judged('network-unused', 'refuse', 'a stopped container belongs to it', {
    facts: changed(networked(), 'containers', (all) => all.map((each) => ({ ...each, networkNames: ['front'] }))),
    action: 'prune-networks',
    params: anyAge,
    says: /container web/,
  }),
  judged('network-unused', 'refuse', 'its project is up', {
    facts: changed(networked({ labels: shop }), 'containers', (all) =>
      all.map((each) => ({ ...each, state: 'running', labels: shop })),
    ),
    action: 'prune-networks',
    params: anyAge,
    says: /shop is up/,
  }),
  {
    guardId: 'network-unused',
    never: 'unknown',
    because: 'without the containers, containers-complete refuses the whole plan',
  },

  judged('volumes-known', 'pass', 'they were read', {
    facts: withDind(null),
    action: 'prune-volumes',
    params: anyAge,
    says: /were read/,
  }),
  judged('volumes-known', 'unknown', 'they were not', {
    facts: blind(plain, 'volumes'),
    action: 'prune-volumes',
    says: /could not be read/,
  }),
  { guardId: 'volumes-known', never: 'refuse', because: inText },

  judged('volume', 'refuse', 'there is none of that name', {
    facts: withDind(),
    action: 'clean-nested-docker',
    params: { volume: 'other' },
    says: /There is no volume other/,
  }),
  judged('volume', 'unknown', 'the volumes are not known', {
    facts: blind(withDind(), 'volumes'),
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /./,
  }),
  { guardId: 'volume', never: 'pass', because: 'it only speaks where there is no such volume' },
  judged('nested-docker', 'pass', 'a Docker lies in it', {
    facts: withDind(),
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /btrfs/,
  }),
  judged('nested-docker', 'refuse', 'none does', {
    facts: withDind(null),
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /Use prune-volumes/,
  }),
  judged('nested-docker', 'unknown', 'it was not looked into', {
    facts: blind(withDind(), 'volumesOnDisk'),
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /unknown/,
  }),
  judged('volume-free', 'pass', 'nobody uses the nested Docker', {
    facts: withDind(),
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /./,
  }),
  judged('volume-free', 'refuse', 'a container uses it', {
    facts: usesDind,
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /Used by web/,
  }),
  judged('volume-free', 'refuse', 'its Docker lives: a process works in it', {
    facts: livingDind,
    action: 'clean-nested-docker',
    params: { volume: dind },
    says: /the inner Docker is alive/,
  }),

  judged('identity', 'pass', 'the note beside the entry is whole', {
    facts: aside(),
    action: 'restore-quarantine',
    params: { entries: 'all' },
    says: /run_1/,
  }),
  judged('identity', 'unknown', 'Bilge did not put it there', {
    facts: aside({ originalName: 'something' }),
    action: 'restore-quarantine',
    params: { entries: 'all' },
    says: /Scan again/,
  }),
  {
    guardId: 'identity',
    never: 'refuse',
    because: 'another directory of that name is refused by the host itself, judge_entry',
  },

  judged('store', 'pass', 'a former driver left one', {
    facts: store('vfs'),
    action: 'remove-abandoned-store',
    params: { store: 'vfs', sure: 'vfs' },
    says: /./,
  }),
  judged('store', 'refuse', 'there is none', {
    facts: plain,
    action: 'remove-abandoned-store',
    params: { store: 'vfs' },
    says: /no abandoned store vfs/,
  }),
  judged('store', 'refuse', 'it is the running one', {
    facts: store('vfs'),
    action: 'remove-abandoned-store',
    params: { store: 'overlay2', sure: 'overlay2' },
    says: /no abandoned store overlay2/,
  }),
  judged('store', 'refuse', 'it is more than a folder', {
    facts: store('devicemapper'),
    action: 'remove-abandoned-store',
    params: { store: 'devicemapper', sure: 'devicemapper' },
    says: /own tools/,
  }),
  judged('store', 'unknown', 'the data root was not listed', {
    facts: blind(store('vfs'), 'dataRoot'),
    action: 'remove-abandoned-store',
    params: { store: 'vfs' },
    says: /[cC]ould not (be determined|determine)/,
  }),
  judged('asked-twice', 'pass', 'its name was typed again', {
    facts: store('vfs'),
    action: 'remove-abandoned-store',
    params: { store: 'vfs', sure: 'vfs' },
    says: /Confirmed twice/,
  }),
  judged('asked-twice', 'refuse', 'it was asked once', {
    facts: store('vfs'),
    action: 'remove-abandoned-store',
    params: { store: 'vfs' },
    says: /sure=vfs/,
  }),
  judged('asked-twice', 'refuse', 'the path was not typed again: what the root holds is said', {
    facts: withRoot(),
    action: 'remove-unused-data-root',
    params: { root: otherPath },
    says: /1 volume \(photos\) and 1 container \(db\)/,
  }),
  judged('unused-root', 'pass', 'no daemon uses it', { facts: withRoot(), ...removeRoot, says: /No Docker daemon/ }),
  judged('unused-root', 'refuse', 'a second Docker runs on it', {
    facts: usedRoot('2049:77'),
    ...removeRoot,
    says: /process 9 uses it/,
  }),
  judged('unused-root', 'refuse', 'it is the Engine’s own, or not there', {
    facts: withRoot(),
    action: 'remove-unused-data-root',
    params: { root: '/var/lib/docker', sure: '/var/lib/docker' },
    says: /no other data root/,
  }),
  judged('unused-root', 'refuse', 'it is the mount point of a disk', {
    facts: withRoot({ isMountPoint: true }),
    ...removeRoot,
    says: /filesystem of its own/,
  }),
  judged('unused-root', 'refuse', 'another machine may use it', {
    facts: withRoot({ filesystemType: 'nfs4' }),
    ...removeRoot,
    says: /network filesystem/,
  }),
  judged('unused-root', 'refuse', 'the vendor’s package owns it', {
    facts: synology(withRoot()),
    ...removeRoot,
    says: /belong to its package/,
  }),
  judged('unused-root', 'unknown', 'the root of one daemon is not known', {
    facts: usedRoot(null),
    ...removeRoot,
    says: /[cC]ould not (be determined|determine)/,
  }),
  judged('unused-root', 'unknown', 'nobody looked', {
    facts: blind(withRoot(), 'otherDataRoots'),
    ...removeRoot,
    says: /[cC]ould not (be determined|determine)/,
  }),
  { guardId: 'asked-twice', never: 'unknown', because: 'it is about what the operator typed' },

  judged('way-out', 'pass', 'it is a directory nobody names', {
    facts: leaks(),
    action: 'remove-leaked-layers',
    params: { names: 'all' },
    says: /while Docker runs/,
  }),
  judged('way-out', 'refuse', 'Docker holds it and it was to be set aside', {
    facts: unreachable,
    action: 'remove-leaked-layers',
    params: { names: 'all' },
    says: /only Docker can delete it/,
  }),
  judged('way-out', 'pass', 'Docker lets go of it', {
    facts: unreachable,
    action: 'remove-leaked-layers',
    params: { names: 'all', mode: 'delete' },
    says: /releases/,
  }),
  judged('taken-along', 'pass', 'all that goes with it is planned', {
    facts: unreachable,
    action: 'remove-leaked-layers',
    params: { names: 'all', mode: 'delete' },
    says: /Docker deletes/,
  }),
  judged('taken-along', 'refuse', 'what Docker would delete with it is not named', {
    facts: unreachable,
    action: 'remove-leaked-layers',
    params: {
      names: leaksOf(unreachable).find(({ name }) => name === unreached.entries.at(-1)?.name)?.name ?? '',
      mode: 'delete',
    },
    says: /Docker would delete/,
  }),
  {
    guardId: 'taken-along',
    never: 'unknown',
    because: 'where a record is unknown nothing is a proven leak, and only those are asked about',
  },
  judged('way-out', 'refuse', 'it needs Docker stopped, and that was not asked for', {
    facts: leaks((made) => {
      made.containers.length = 0;
    }),
    action: 'remove-leaked-layers',
    params: { names: 'all', mode: 'delete' },
    says: /stopped for a moment/,
  }),
  {
    guardId: 'way-out',
    state: 'unknown',
    when: 'its name is none that the script takes',
    says: /was not read/,
    judge: () =>
      said('way-out', {
        facts: leaks(),
        action: 'remove-leaked-layers',
        params: { names: 'all' },
        rename: 'has a blank',
      }),
  },

  judged('logs-known', 'unknown', 'the records could not be read', {
    facts: blind(plain, 'containersOnDisk'),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /could not be read/,
  }),
  { guardId: 'logs-known', never: 'pass', because: 'it only speaks where the list is missing' },
  { guardId: 'logs-known', never: 'refuse', because: inText },
  judged('data-root-known', 'unknown', 'the data root could not be read', {
    facts: blind(plain, 'dataRoot'),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /too long/,
  }),
  { guardId: 'data-root-known', never: 'pass', because: 'it only speaks where the data root is missing' },
  {
    guardId: 'data-root-known',
    never: 'refuse',
    because: 'any data root will do; each path is judged on the host, judge_log',
  },
  judged('log-kind', 'pass', 'it is a json-file log', {
    facts: logged(),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /json-file/,
  }),
  judged('log-kind', 'refuse', 'it logs in another way', {
    facts: logged({ logDriver: 'local' }),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /not text/,
  }),
  judged('log-kind', 'refuse', 'it is empty', {
    facts: logged({ logBytes: 0 }),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /empty/,
  }),
  judged('log-kind', 'refuse', 'it is small', {
    facts: logged(),
    action: 'truncate-container-logs',
    params: { names: 'all', minBytes: '1000' },
    says: /smaller/,
  }),
  judged('log-kind', 'unknown', 'its record does not parse', {
    facts: logged({ config: null }),
    action: 'truncate-container-logs',
    params: { names: 'all' },
    says: /unknown/,
  }),

  judged('configuration', 'pass', 'the file can be changed', {
    facts: configured(),
    action: 'set-log-rotation',
    says: /can be changed/,
  }),
  judged('configuration', 'refuse', 'the vendor writes it', {
    facts: synology(configured()),
    action: 'set-log-rotation',
    says: /would not last/,
  }),
  judged('configuration', 'refuse', 'it does not parse', {
    facts: configured({ problem: 'line 3' }),
    action: 'set-log-rotation',
    says: /does not parse/,
  }),
  judged('configuration', 'refuse', 'it is immutable', {
    facts: configured({ isImmutable: true }),
    action: 'set-log-rotation',
    says: /chattr/,
  }),
  judged('configuration', 'refuse', 'the same key is a flag', {
    facts: configured({ flags: ['--log-opt=max-size=1m'] }),
    action: 'set-log-rotation',
    says: /would not start/,
  }),
  judged('configuration', 'refuse', 'containers log elsewhere', {
    facts: configured({ values: { 'log-driver': 'journald' } }),
    action: 'set-log-rotation',
    says: /journald/,
  }),
  judged('configuration', 'unknown', 'it could not be read', {
    facts: blind(plain, 'daemonConfiguration'),
    action: 'set-log-rotation',
    says: /could not be read/,
  }),

  judged('snapshot-whole', 'pass', 'the data root is a subvolume', {
    facts: btrfs,
    action: 'snapshot-data-root',
    says: /layer subvolumes/,
  }),
  judged('snapshot-whole', 'refuse', 'it is not', {
    facts: notASubvolume,
    action: 'snapshot-data-root',
    says: /into a subvolume first/,
  }),
  judged('snapshot-whole', 'unknown', 'the subvolumes are not known', {
    facts: blind(btrfs, 'btrfs'),
    action: 'snapshot-data-root',
    says: /could not be read/,
  }),
];
