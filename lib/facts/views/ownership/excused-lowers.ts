import type { HostFacts } from '../../../domain/host-facts.ts';
import { atOnce, eachInPieces, filterInPieces, type InPieces } from '../../../domain/slices.ts';
import { isLayerName } from './layer-names.ts';
import { ownershipOf } from './ownership-of.ts';

/**
 * Overlay directories with a missing lower layer that do not block the proof, because nothing live references them, or only a dead
 * record of BuildKit (lower-closure.ts). The script of a plan gets their names and applies the same rule; one that a record names by
 * then counts as broken there, and so does any that is not in the list.
 */
export function excusedLowers(facts: HostFacts): string[] {
  return [...atOnce(excusedLowersInPieces(facts))];
}

/** Facts never change, and every plan of a scan asks: it is found once. */
const computed = new WeakMap<HostFacts, readonly string[]>();

export function* excusedLowersInPieces(facts: HostFacts): InPieces<readonly string[]> {
  const earlier = computed.get(facts);
  if (earlier !== undefined) return earlier;
  const found = yield* find(facts);
  computed.set(facts, found);
  return found;
}

function* find(facts: HostFacts): InPieces<string[]> {
  const { driverDirectories } = facts.sections;
  if (driverDirectories.state === 'unknown' || !/overlay/.test(driverDirectories.value.driver)) return [];
  const { entries, links } = driverDirectories.value;
  const names = new Set<string>();
  const carried = new Set<string | null>();
  yield* eachInPieces(entries, ({ name, link }) => {
    names.add(name);
    carried.add(link);
  });
  // The views follow the short links below l/, the script the directories' own files `link`: either may be missing.
  const isBroken = (link: string) => !carried.has(link) || !names.has(links[link] ?? '');
  const broken = yield* filterInPieces(
    entries,
    ({ name, lower }) => isLayerName(name) && lower?.some(isBroken) === true,
  );
  if (broken.length === 0) return [];
  const ownership = yield* ownershipOf(facts);
  if (ownership.state === 'unknown') return [];
  const { kept, deadRecords } = ownership.value.closure;
  return broken.map(({ name }) => name).filter((name) => !kept.has(name) || deadRecords.has(name));
}
