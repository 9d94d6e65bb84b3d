/**
 * Sentences that several checks owe to whoever is in the neighbouring state: there the same advice, followed word for word, loses
 * data. One place, so that one of them cannot be mended and its twin forgotten.
 */

/** With every "use another storage driver": what the old driver holds is hidden, and the next prune deletes its volumes. */
export const hiddenBySwitch =
  'A switch hides today’s images and containers until you switch back: save first what exists only in them. Their volumes look unused meanwhile, so do not prune volumes.';

/** With every "make the containers anew". */
export const lostWhenRemade =
  'Making a container anew loses what it wrote outside its volumes (look with `docker diff NAME`), and `docker rm -v` deletes its anonymous volumes: copy out first what you need.';

/** With every balance, scrub or conversion that a check names: on a sick filesystem the same command is what breaks it. */
export const notOnSickDisks =
  'Not now if a device is missing, the kernel’s log shows I/O errors, the filesystem is read-only, or a RAID below is rebuilding: back up and repair that first.';
