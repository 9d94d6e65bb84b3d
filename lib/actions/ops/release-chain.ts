import { z } from 'zod';
import { fullId } from './engine-object.ts';
import { layerName } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'release-chain',
  args: z.object({
    name: layerName,
    chain: fullId,
    /** chains below it that go with it because only it keeps them: each is a step of its own in the same plan */
    takes: z.array(fullId).default([]),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['chains'],
  guards: ['identity', 'taken-along', 'in-use'],
  leaves: 'while it works an image bilge-release:…; after a power cut it stays until the next removal of these layers',
  tools: ['docker', 'tar'],
  title: ({ name }) => `Have Docker take up and let go of the layer in ${name}`,
  words: ({ name, chain, takes }) => ({ directory: name, chain, takes: takes.length === 0 ? '-' : takes.join(',') }),
});
