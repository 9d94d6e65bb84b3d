import { layerArguments, layerPieces, layerVariables, layerWords } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'restore-entry',
  args: layerArguments,
  risk: 'reversible',
  batchSize: 64,
  pieces: [...layerPieces, 'quarantine'],
  guards: ['identity', 'occupied'],
  leaves: null,
  tools: [],
  title: (args) => `Put ${args.name} back where it was`,
  words: layerWords,
  variables: layerVariables,
});
