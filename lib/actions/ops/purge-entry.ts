import { layerArguments, layerGuards, layerPieces, layerVariables, layerWords } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'purge-entry',
  args: layerArguments,
  risk: 'irreversible',
  batchSize: 64,
  pieces: [...layerPieces, 'quarantine'],
  guards: layerGuards,
  leaves: null,
  tools: [],
  title: (args) => `Delete ${args.name} from the quarantine`,
  words: layerWords,
  variables: layerVariables,
});
