import type { PastedFacts } from '../../../domain/health-facts.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

type BuildCache = PastedFacts['buildCaches'][number];

const total = /^\s*(Shared|Private|Reclaimable|Total):\s+(\d[\d.,]{0,15} ?[kKMGTP]?i?B)\s*$/;

/**
 * The sums below `docker buildx du` and `buildctl du`. A prune prints a `Total:` too, of what it has just freed: only one with
 * `Reclaimable:` beside it is a cache that is there.
 */
export function readBuildCacheTotals(lines: readonly PastedLine[]): Recognized<BuildCache>[] {
  return runs(lines, ({ text }) => text.length < 200 && total.test(text), 2)
    .flatMap(byCommand)
    .flatMap((run): Recognized<BuildCache>[] => {
      const command = run[0]?.command ?? '';
      if (/\bprune\b/.test(command)) return [];
      const amounts = new Map(
        run.flatMap((line): [string, number][] => {
          const match = total.exec(line.text);
          const bytes = match?.[2] ? parseHumanSize(match[2].replace(',', '.')) : null;
          return match?.[1] && bytes !== null ? [[match[1], bytes]] : [];
        }),
      );
      const bytes = amounts.get('Total');
      const reclaimable = amounts.get('Reclaimable');
      if (bytes === undefined || (reclaimable === undefined && !/\bdu\b/.test(command))) return [];
      return [
        {
          kind: 'build-cache-du',
          lines: numbersOf(run),
          value: {
            builder: builderOf(command),
            tool: /^buildctl\b/.test(command) ? 'buildctl' : 'docker',
            bytes,
            reclaimableBytes: reclaimable ?? null,
          },
        },
      ];
    });
}

function builderOf(command: string): string | null {
  const name = /--builder[= ](["']?)([\w.-]{1,100})\1/.exec(command)?.[2] ?? null;
  return name === 'default' ? null : name;
}

function byCommand(run: readonly PastedLine[]): PastedLine[][] {
  return [...Map.groupBy(run, (line) => line.command).values()];
}
