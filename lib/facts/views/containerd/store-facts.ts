import type { ContainerdDetails, ContainerdRecords } from '../../../domain/containerd-facts.ts';
import { allKnown, type Fact, known, unknown } from '../../../domain/fact.ts';
import type { FactSections, HostFacts, SectionId } from '../../../domain/host-facts.ts';
import { type BirthGate, birthGate } from '../ownership/birth-gate.ts';
import { type DaemonState, daemonState } from '../rows/daemon-state.ts';

/** Everything that the proof of a lease needs; if one of them is unknown nothing can be proven (docs/architecture.md#law-1). */
export interface StoreFacts {
  root: string;
  store: FactSections['containerd'];
  details: ContainerdDetails;
  records: ContainerdRecords;
  /** the namespace of this dockerd, and of its build history */
  namespace: string;
  history: string;
  engine: FactSections['engine'];
  dataRoot: FactSections['dataRoot'];
  daemons: FactSections['daemonProcesses']['daemons'];
  daemon: DaemonState;
  gate: BirthGate;
  onDisk: FactSections['containersOnDisk'];
  listed: FactSections['containers'];
  mounts: FactSections['mounts'];
  namespaceMounts: FactSections['namespaceMounts'];
  boot: FactSections['bootConfiguration'];
  zfs: HostFacts['sections']['zfs'];
  otherRoots: HostFacts['sections']['otherDataRoots'];
  /** ids that the Engine lists; null where it was not asked or did not answer: the files decide */
  listedBuilds: ReadonlySet<string> | null;
  now: number;
}

/** The sections of these that a host is asked for; what it has of ZFS and of other data roots can only speak against a lease. */
export const storeSections = [
  'containerd',
  'dataRoot',
  'daemonProcesses',
  'containersOnDisk',
  'mounts',
  'namespaceMounts',
  'bootConfiguration',
  'zfs',
  'otherDataRoots',
] as const satisfies readonly SectionId[];

const older = 'This scan was made by an older Bilge, which did not read what a lease holds. Scan this host again.';

export function storeFacts(facts: HostFacts): Fact<StoreFacts> {
  const kept = gathered.get(facts) ?? gather(facts);
  gathered.set(facts, kept);
  return kept;
}

/** Facts never change, and the report, what to measure and each look-up ask: what is judged of them is kept with this (`store-view.ts`). */
const gathered = new WeakMap<HostFacts, Fact<StoreFacts>>();

function gather({ sections, collectedAt }: HostFacts): Fact<StoreFacts> {
  const { engine, containerd, dataRoot, daemonProcesses, containersOnDisk, containers, mounts } = sections;
  const { namespaceMounts, bootConfiguration, buildCache } = sections;
  if (containerd.state === 'known' && containerd.value.root !== null && containerd.value.details === undefined)
    return unknown('not-collected', older);
  const all = allKnown(engine, containerd, dataRoot, daemonProcesses, containersOnDisk, containers, mounts);
  if (all.state === 'unknown') return all;
  const rest = allKnown(namespaceMounts, bootConfiguration);
  if (rest.state === 'unknown') return rest;
  const [engineFacts, store, root, processes, onDisk, listed, mountTable] = all.value;
  const { details } = store;
  if (store.root === null) {
    return unknown('not-collected', "containerd's own directory was not found, so its leases could not be read.");
  }
  if (details === undefined || details.records === null)
    return unknown('not-collected', `There is no database of containerd in ${store.root}.`);
  const daemon = daemonState(processes, root, true);
  const namespace = option(daemon.daemons[0]?.command ?? [], '--containerd-namespace') ?? 'moby';
  return known({
    root: store.root,
    store,
    details,
    records: details.records,
    namespace,
    history: `${namespace}_history`,
    engine: engineFacts,
    dataRoot: root,
    daemons: processes.daemons,
    daemon,
    gate: birthGate(daemon, root.tmpBirthSeconds),
    onDisk,
    listed,
    mounts: mountTable,
    namespaceMounts: rest.value[0],
    boot: rest.value[1],
    zfs: sections.zfs,
    otherRoots: sections.otherDataRoots,
    listedBuilds: buildCache.state === 'known' ? new Set(buildCache.value.map(({ id }) => id)) : null,
    now: Date.parse(collectedAt),
  });
}

function option(command: readonly string[], name: string): string | null {
  const at = command.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = command[at];
  if (word === undefined) return null;
  return word === name ? (command[at + 1] ?? null) : word.slice(name.length + 1);
}
