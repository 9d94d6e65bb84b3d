import type { DriverDirectory } from '../../../domain/layer-facts.ts';
import { eachInPieces, type InPieces } from '../../../domain/slices.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import { judgeAge } from '../ownership/birth-gate.ts';
import { isoOfSeconds } from '../ownership/instants.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { directoryParts, isProvable, type Sizes } from './leak.ts';

/**
 * Leak class (docs/reference/docker-on-disk.md#unfinished-removals): layers whose deletion began and never ended.
 *
 * The engine renames a layer's entry to `<chain>-<random>-removing`, then deletes the directory, then the entry. Killed in
 * between, the directory stays: the next start leaves it, only the next *graceful stop* takes it, and with live-restore and
 * running containers not even that (docs/reference/docker-on-disk.md#unfinished-removals). The directory itself may be years old, so
 * its birth says nothing about whether the engine is deleting it this second; the entry's change time does, because the rename set it
 * (docs/reference/traps.md#trap-15).
 */
export function* staleRemoving(ownership: Ownership, sizes: Sizes): InPieces<Leak[]> {
  if (ownership.removing.size === 0) return [];
  const byName = new Map<string, DriverDirectory>();
  yield* eachInPieces(ownership.layerDirectories, (entry) => byName.set(entry.name, entry));
  const leaks: Leak[] = [];
  yield* eachInPieces(ownership.removing, ([directory, removal]) => {
    const entry = byName.get(directory);
    // Another record may still name the directory: then it is in use, whatever the removal wanted.
    if (entry === undefined || ownership.references.byDirectory.has(directory)) return;
    if (ownership.closure.keptBelow.has(directory)) return;
    leaks.push(stale(entry, removal, ownership, sizes));
  });
  return leaks;
}

function stale(
  entry: DriverDirectory,
  removal: { name: string; changedSeconds: number | null },
  ownership: Ownership,
  sizes: Sizes,
): Leak {
  const provable = isProvable(ownership.facts.directories.driver);
  const age = judgeAge(ownership.gate, removal.changedSeconds, 'When its removal began could not be read.');
  const began = removal.changedSeconds === null ? 'at an unknown time' : isoOfSeconds(removal.changedSeconds);
  return {
    kind: 'stale-removing-layer',
    ...directoryParts(entry, ownership, sizes),
    proof: [
      {
        source: 'layerdb',
        checked: `Docker began to remove this layer (${removal.name}, ${began}) and did not finish. No other record names it.`,
      },
      { source: age.step.source, checked: removalAge(ownership, age.state, began) },
    ],
    state: provable ? age.state : 'unconfirmed',
    since: null,
    // While Docker runs it is Docker's to finish, unless the removal is older than the daemon.
    removableLive: provable && age.state === 'orphan',
  };
}

function removalAge({ gate }: Ownership, state: Leak['state'], began: string): string {
  if (gate.kind === 'stopped') return 'Docker is stopped, so nothing is removing it now.';
  if (state === 'unconfirmed' || gate.kind === 'unknown')
    return 'It is unknown whether Docker is removing it right now.';
  const start = gate.startedAt;
  return state === 'orphan'
    ? `The removal began before the running dockerd started (${start}), so it is not at it now; it would finish it at its next graceful stop.`
    : `The removal began ${began}, while the running dockerd (since ${start}) was at work: it may be finishing it this moment.`;
}
