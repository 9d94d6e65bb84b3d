import type { HostFacts } from '../domain/host-facts.ts';
import { inSlices } from '../domain/slices.ts';
import { keepGrounds } from './views/ownership/grounds.ts';
import { groundsInPieces } from './views/storage-report.ts';

/**
 * While images are built or pulled a scan can meet Docker's records in the middle of a change: what the Engine says and what the disk
 * says belong to different moments, and the only honest answer is "unknown". Half a second later it usually is known. So a scan
 * that proves nothing for such a reason is taken again, twice at most; one that proves nothing for a lasting reason is not.
 */
const pausesMs = [500, 2000];

/** A scan takes less. */
const newbornSeconds = 60;

/** What is judged at one moment and may be gone at the next; a lasting case of these costs two scans more, and then says so. */
const passing = new Set([
  'metadata-not-this-daemons',
  'layer-entry-unreadable',
  'broken-lower-link',
  'mounts-unreadable',
]);

export async function collectUntilSettled(
  collect: () => Promise<HostFacts>,
  pause: (ms: number) => Promise<unknown> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<HostFacts> {
  let facts = await collect();
  for (const ms of pausesMs) {
    if (!(await metAChange(facts))) return facts;
    await pause(ms);
    facts = await collect();
  }
  return facts;
}

async function metAChange(facts: HostFacts): Promise<boolean> {
  if (hasNewborn(facts)) return true;
  const grounds = await inSlices(groundsInPieces(facts));
  keepGrounds(facts, grounds);
  const { ownership, refused } = grounds;
  if (ownership.state === 'unknown') return ownership.reason === 'unparseable';
  return refused.length > 0 && refused.every(({ code }) => passing.has(code));
}

/**
 * A container that was made after Docker was asked for its containers and before their records were read (also the helper container
 * of another dashboard). It looks like one that Docker hides. One that was made long ago is hidden for another reason.
 */
function hasNewborn({ sections: { containers, containersOnDisk, platform } }: HostFacts): boolean {
  if (containers.state === 'unknown' || containersOnDisk.state === 'unknown' || platform.state === 'unknown')
    return false;
  const listed = new Set(containers.value.map(({ id }) => id));
  const { clockSeconds } = platform.value;
  return containersOnDisk.value.some(({ id, isHelper, config }) => {
    if (isHelper === true || listed.has(id) || config?.createdAt == null) return false;
    return Math.abs(clockSeconds - Date.parse(config.createdAt) / 1000) < newbornSeconds;
  });
}
