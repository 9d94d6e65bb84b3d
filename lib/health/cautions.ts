import { steps } from './text.ts';

/**
 * Warnings that several checks need: followed word for word in a similar but different state, the same advice would lose data.
 * They are kept in one place, so that a correction reaches every check.
 */

/** With every "use another storage driver": what the old driver holds is hidden, and the next prune deletes its volumes. */
export const hiddenBySwitch =
  'Switching hides today’s images and containers until you switch back, so save what exists only in them first. Their volumes look unused meanwhile: do not prune volumes.';

/** The switch to overlay2 by hand, for the drivers that newer engines no longer have. `first` goes before everything else. */
export function switchToOverlay2(first = ''): string {
  return steps(
    `${first}Save what exists only here: \`docker save\` for images you built, \`docker cp\` for files inside containers. Volumes stay.`,
    'Stop Docker, set `"storage-driver": "overlay2"` in daemon.json and start it. It needs ext4, or xfs with `ftype=1`. Docker then shows no images and containers; the old ones stay on disk.',
    'Pull or load the images and recreate the containers. Do not prune volumes before everything works: they look unused until then.',
  );
}

/** With every "recreate the containers". */
export const lostWhenRemade =
  'Recreating a container loses what it wrote outside its volumes (`docker diff NAME` shows it), and `docker rm -v` deletes its anonymous volumes. Copy out what you need first.';

/** With every balance, scrub or conversion that a check names: on a damaged filesystem or a failing disk they make things worse. */
export const notOnSickDisks =
  'Not now if a device is missing, the kernel’s log shows I/O errors, the filesystem is read-only, or a RAID below it is rebuilding. Back up and repair that first.';
