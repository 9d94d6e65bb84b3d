import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'snapshot-subvolume',
  args: z.object({
    source: z.string().startsWith('/'),
    target: z.string().startsWith('/'),
    /** `-`: the top level of the filesystem, which no listing shows */
    uuid: z.string().regex(/^[0-9a-f-]{36}$|^-$/),
  }),
  risk: 'reversible',
  batchSize: 64,
  pieces: ['subvolumes', 'btrfs-maintenance'],
  guards: ['subvolume-identity'],
  leaves: 'read-only snapshots in .bilge-snapshots, until removed',
  tools: ['btrfs'],
  simulated: null,
  title: ({ source }) => `Snapshot ${source}`,
  words: ({ source, target, uuid }) => ({ source, target, uuid }),
});
