import { z } from 'zod';

/** A directory of the btrfs snapshotter, below its folder in the store: `active/rm-30`. */
export const snapshotPath = z
  .string()
  .regex(/^(?:active|view|snapshots)\/(?:rm-)?[1-9]\d*$/, 'not a snapshot’s folder');
