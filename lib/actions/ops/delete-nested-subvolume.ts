import { z } from 'zod';
import { hasSubvolume, withoutSubvolumes } from '../../demo/copy.ts';
import { volumeName } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'delete-nested-subvolume',
  args: z.object({
    name: volumeName,
    dataPath: z.string().startsWith('/'),
    id: z.number().int().positive(),
    uuid: z.string().regex(/^[0-9a-f-]{36}$/),
    /** from the top level of the filesystem */
    path: z.string(),
    hostPath: z.string().startsWith('/'),
    /** ids that the plan deletes: none else may lie inside */
    planned: z.array(z.string().regex(/^\d+$/)),
  }),
  risk: 'irreversible',
  batchSize: 64,
  pieces: ['engine-objects', 'subvolumes', 'volumes'],
  guards: ['in-use', 'identity', 'hidden-containers', 'busy', 'live-mounts', 'subvolume-identity'],
  leaves: null,
  tools: ['docker', 'btrfs'],
  simulated: {
    isThere: (copy, { uuid }) => hasSubvolume(copy, uuid),
    perform: (copy, { uuid }) => withoutSubvolumes(copy, (each) => each.uuid === uuid),
  },
  title: ({ hostPath }) => `Delete subvolume ${hostPath}`,
  words: (args) => ({
    volume: args.name,
    dataPath: args.dataPath,
    id: args.id,
    uuid: args.uuid,
    path: args.path,
    hostPath: args.hostPath,
    planned: args.planned.join(','),
  }),
});
