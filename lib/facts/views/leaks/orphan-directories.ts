import { counted } from '../../../domain/format.ts';
import type { DriverDirectory } from '../../../domain/layer-facts.ts';
import { filterInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import { judgeAge } from '../ownership/birth-gate.ts';
import { birthOf, type Ownership } from '../ownership/ownership.ts';
import { directoryLeakKind, directoryParts, isProvable, type Sizes } from './leak.ts';

/**
 * Leak class (docs/reference/docker-on-disk.md#leak-classes): directories of the driver that nothing references.
 *
 * Nothing: no metadata the daemon loads (R1–R4 of docs/reference/docker-on-disk.md#where-references-live), no mount and no process
 * (R5), no `lower` of a kept directory, and no removal that the engine may be at this moment (R6). The most common maker is BuildKit
 * itself: a build whose layer already exists keeps the existing one and forgets the directory it has just filled (moby
 * layer/migration.go RegisterByGraphID; every version from 18.06 to 29.7.2).
 */
export function* orphanDirectories(ownership: Ownership, sizes: Sizes): InPieces<Leak[]> {
  const common = commonProof(ownership);
  const unreferenced = yield* filterInPieces(ownership.layerDirectories, ({ name }) => isUnreferenced(name, ownership));
  return yield* mapInPieces(unreferenced, (entry) => orphan(entry, ownership, sizes, common));
}

function isUnreferenced(name: string, { references, closure, removing }: Ownership): boolean {
  return !references.byDirectory.has(name) && !closure.keptBelow.has(name) && !removing.has(name);
}

function orphan(entry: DriverDirectory, ownership: Ownership, sizes: Sizes, common: ProofStep[]): Leak {
  const { driver } = ownership.facts.directories;
  const birth = birthOf(entry, ownership);
  const age = judgeAge(ownership.gate, birth.seconds, birth.why);
  const proof = [...common, age.step];
  if (!isProvable(driver)) {
    const checked = `Bilge can list the directories of ${driver}, but not prove them unused. Nothing is removed on this driver.`;
    proof.push({ source: 'Storage driver', checked });
  }
  return {
    kind: directoryLeakKind(driver),
    ...directoryParts(entry, ownership, sizes),
    proof,
    state: isProvable(driver) ? age.state : 'unconfirmed',
    since: null,
    removableLive: isProvable(driver),
  };
}

/** The steps that every orphan of this scan shares: each place, how much was read there, and that it names none of them. */
function commonProof(ownership: Ownership): ProofStep[] {
  const { references, closure, removing, facts } = ownership;
  const steps = references.places.map(({ source, read }) => ({ source, checked: `${read}; none names it.` }));
  if (facts.directories.driver !== 'btrfs' && facts.directories.driver !== 'vfs') {
    const checked = `${counted(closure.followed, 'kept layer')} built on others followed down to the last; all links resolve, none leads to it.`;
    steps.push({ source: 'Lower layers', checked });
  }
  steps.push({
    source: 'Removals by Docker',
    checked: `${counted(removing.size, 'removal')} begun; it is none of them.`,
  });
  steps.push({ source: 'Containers on disk', checked: containersStep(ownership) });
  if (facts.api !== null) {
    const checked = `Docker's ${counted(facts.api.images.length, 'image')} and ${counted(facts.api.containers.length, 'container')} are those of this data root.`;
    steps.push({ source: 'Right metadata', checked });
  }
  return steps;
}

/** R7: also the containers that the API does not show keep their layers, through their entries in layerdb mounts. */
function containersStep({ facts }: Ownership): string {
  const entries = new Set(facts.layerdb.mounts.map((mount) => mount.name));
  const without = facts.containersOnDisk.filter((container) => !entries.has(container.id)).length;
  const all = counted(facts.containersOnDisk.length, 'container');
  return without === 0
    ? `${all} read from disk, not only from Docker; the layers of all of them are kept.`
    : `${all} read from disk, not only from Docker; ${without} of them have no layer on this driver, the layers of the others are kept.`;
}
