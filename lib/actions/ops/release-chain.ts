import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { fullId } from './engine-object.ts';
import { layerName } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'release-chain',
  args: z.object({ name: layerName, chain: fullId }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['chains'],
  guards: ['identity', 'in-use'],
  leaves: 'while it works an image bilge-release:…; after a power cut it stays until the next removal of these layers',
  tools: ['docker', 'tar'],
  title: ({ name }) => `Have Docker take up and let go of the layer in ${name}`,
  words: ({ name, chain }) => sh`${[name, chain]}`,
});
