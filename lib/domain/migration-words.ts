import type { MigrationAnswer } from './answers/migration.ts';
import { formatBytes } from './bytes.ts';
import type { MigrationPhase } from './migration.ts';

type Told = Pick<MigrationAnswer, 'phase' | 'from' | 'to' | 'kept'>;

/** What is kept, or where a move that was cut off stands: one sentence for every page and the command line. */
export function migrationTitle({ phase, from, to, kept }: Told): string {
  if (kept === null) return `The move of Docker from ${from} to ${to} was cut off`;
  const size = kept.bytes === null ? '' : ` (${formatBytes(kept.bytes)})`;
  return phase === 'kept'
    ? `The old data root ${kept.path} is kept${size}`
    : `A copy that Docker no longer uses is kept at ${kept.path}${size}`;
}

/** What that means, and what to decide. */
export function migrationDetail({ phase, from, to, kept }: Told): string {
  if (kept !== null) {
    const missing = kept.isThere ? '' : ' At the last scan it was not there as it was recorded: is its disk mounted?';
    return phase === 'kept'
      ? `Docker runs from ${to}. Check that everything works, then finish the move, which deletes the old data. Until then you can go back.${missing}`
      : `Docker runs from ${from}. Delete the copy when you need nothing of it; a new move to another place can begin only after that.${missing}`;
  }
  return `${cutOffWords[phase](from, to)} Both ways are planned from what the host looks like now.`;
}

const cutOffWords: Readonly<Record<MigrationPhase, (from: string, to: string) => string>> = {
  copying: (from) => `It was copying while Docker ran from ${from}. Nothing has been switched.`,
  stopped: (from) => `Docker was stopped for the last copy; its configuration still names ${from}.`,
  switched: (_, to) => `Docker was about to start on ${to}, or has; it was not compared yet.`,
  returning: (from) => `Docker was on its way back to ${from}.`,
  kept: () => '',
  left: () => '',
};
