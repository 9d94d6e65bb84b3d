import { z } from 'zod';
import { hasDirectory } from '../../demo/copy.ts';
import { releaseChain } from '../../demo/engine-copy.ts';
import { fullId } from './engine-object.ts';
import { layerName } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'release-chain',
  args: z.object({
    name: layerName,
    chain: fullId,
    /** chains below it that Docker deletes with it because only it keeps them: each is a step of its own in the same plan */
    takes: z.array(fullId).default([]),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['chains'],
  guards: ['identity', 'taken-along', 'in-use'],
  leaves:
    'an image bilge-release:… while it works; after a power cut it stays until these layers are removed next time',
  tools: ['docker', 'tar'],
  simulated: {
    isThere: (copy, { name }) => hasDirectory(copy, name),
    perform: (copy, { chain, name }, { recording }) => releaseChain(copy, chain, name, recording),
  },
  title: ({ name }) => `Have Docker adopt and release the layer in ${name}`,
  words: ({ name, chain, takes }) => ({ directory: name, chain, takes: takes.length === 0 ? '-' : takes.join(',') }),
});
