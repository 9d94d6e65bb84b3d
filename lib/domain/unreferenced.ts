import { counted, formatNumber } from './format.ts';
import type { LayerRow, Leak } from './storage-report.ts';

/** How one unreferenced object is removed, which is what tells the many counts of one leak apart. */
export const removalWays = ['quarantine', 'docker', 'stopped', 'volume', 'unproven'] as const;
export type RemovalWay = (typeof removalWays)[number];
export type UnreferencedCounts = Record<RemovalWay, number>;

export function removalWay({ kind, state, removableLive }: Pick<Leak, 'kind' | 'state' | 'removableLive'>): RemovalWay {
  if (state !== 'orphan' || kind === 'abandoned-store') return 'unproven';
  if (kind === 'nested-docker-root') return 'volume';
  if (kind === 'unreachable-layer') return 'docker';
  if (kind === 'containerd-lease' && !removableLive) return 'unproven';
  return removableLive ? 'quarantine' : 'stopped';
}

/** As report and API carry it: the number that leads, its parts, and the sentence that page and command line show. */
export type Unreferenced = UnreferencedCounts & { total: number; words: string | null };

export function unreferencedOf(counts: UnreferencedCounts): Unreferenced {
  return { ...counts, total: unreferencedTotal(counts), words: unreferencedWords(counts) };
}

/** A removed container has two layers and is one leak: what is counted is what lies in the driver's directory, and volumes beside it. */
export function unreferencedCounts(layers: readonly LayerRow[], leaks: readonly Leak[]): UnreferencedCounts {
  const byName = new Map(leaks.map((leak) => [leak.name, leak]));
  const shown = layers.filter(({ kind }) => kind === 'orphan');
  const names = new Set(shown.map(({ name }) => name));
  return countWays([
    ...shown.map(({ name, state }) => {
      const leak = byName.get(name);
      // The init layer goes with its container's layer, while Docker is stopped.
      return leak === undefined ? (state === 'orphan' ? 'stopped' : 'unproven') : removalWay(leak);
    }),
    // What is unfinished ends by itself.
    ...leaks
      .filter(({ name, kind, state }) => !names.has(name) && kind !== 'abandoned-store' && state !== 'unfinished')
      .map(removalWay),
  ]);
}

export function countWays(ways: readonly RemovalWay[]): UnreferencedCounts {
  const counts: UnreferencedCounts = { quarantine: 0, docker: 0, stopped: 0, volume: 0, unproven: 0 };
  for (const way of ways) counts[way] += 1;
  return counts;
}

export function unreferencedTotal(counts: UnreferencedCounts): number {
  return removalWays.reduce((sum, way) => sum + counts[way], 0);
}

/** `12 unreferenced: 7 can be quarantined, 3 deleted through Docker, 2 need Docker stopped`; null where there are none. */
export function unreferencedWords(counts: UnreferencedCounts): string | null {
  const total = unreferencedTotal(counts);
  return total === 0 ? null : `${formatNumber(total)} unreferenced: ${partsOf(counts)}`;
}

/** The same as a sentence of a finding or a plan, which speaks of one part of it. */
export function unreferencedSentence(counts: UnreferencedCounts): string {
  const total = unreferencedTotal(counts);
  return `In all, ${total === 1 ? '1 object on this host is' : `${formatNumber(total)} objects on this host are`} unreferenced: ${partsOf(counts)}.`;
}

function partsOf(counts: UnreferencedCounts): string {
  const { quarantine, docker, stopped, volume, unproven } = counts;
  const parts = [
    quarantine > 0 ? `${formatNumber(quarantine)} can be quarantined` : null,
    docker > 0 ? `${formatNumber(docker)} deleted through Docker` : null,
    stopped > 0 ? `${formatNumber(stopped)} ${stopped === 1 ? 'needs' : 'need'} Docker stopped` : null,
    volume > 0 ? `${counted(volume, 'volume')} with nested Docker data` : null,
    unproven > 0 ? `${formatNumber(unproven)} not proven` : null,
  ].filter((part) => part !== null);
  return parts.join(', ');
}
