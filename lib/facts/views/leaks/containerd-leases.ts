import { allKnown, type Fact, known, unknown } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import { birthGate, judgeAge } from '../ownership/birth-gate.ts';
import { isHexId } from '../ownership/layer-names.ts';
import { daemonState } from '../rows/daemon-state.ts';

/**
 * With containerd's image store Docker has no layer directories of its own, and containerd removes every directory that its
 * metadata does not name. What leaks there is metadata: a lease that Docker made for a container and that outlived it, holding
 * the container's snapshots. Reported only: a data root that is not mounted, or a second Docker on this containerd, makes the leases of
 * living containers look the same, and containerd destroys what a deleted lease held.
 */
const dockerNamespace = 'moby';

export function containerdLeases(facts: HostFacts): Fact<Leak[]> {
  const { engine, containerd, containersOnDisk, containers, dataRoot, daemonProcesses } = facts.sections;
  if (engine.state === 'unknown') return engine;
  if (engine.value.imageStore !== 'containerd') return known([]);
  const all = allKnown(containerd, containersOnDisk, containers, dataRoot, daemonProcesses);
  if (all.state === 'unknown') return all;
  const [store, onDisk, listed, root, processes] = all.value;
  if (store.root === null) {
    return unknown('not-collected', "containerd's own directory was not found, so its leases could not be read.");
  }
  const gate = birthGate(daemonState(processes, root, true), root.tmpBirthSeconds);
  const ids = new Set([...onDisk, ...listed].map((container) => container.id));
  const dead = store.leases.filter(({ namespace, id }) => namespace === dockerNamespace && isHexId(id) && !ids.has(id));
  return known(
    dead.map((lease) => {
      const age = judgeAge(gate, secondsOf(lease.createdAt), 'When the lease was made could not be read.');
      return {
        kind: 'containerd-lease' as const,
        name: lease.id,
        path: store.root ?? '',
        subvolume: null,
        owner: null,
        bytes: unknown(
          'not-collected',
          'containerd shares layers between snapshots; what this lease alone holds is unknown.',
        ),
        proof: [
          {
            source: 'containerd leases',
            checked: `The lease ${lease.id} in namespace ${dockerNamespace} carries a container's id.`,
          },
          { source: 'Containers on disk', checked: `${counted(onDisk.length, 'container')}; none has that id.` },
          { source: 'Docker', checked: `${counted(listed.length, 'container')} known to Docker; none has that id.` },
          age.step,
        ],
        nested: [],
        state: age.state,
        since: null,
        removableLive: false,
        identity: null,
      };
    }),
  );
}

function secondsOf(iso: string | null): number | null {
  const milliseconds = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
