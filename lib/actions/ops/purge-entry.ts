import { liesAside, purge } from '../../demo/quarantined.ts';
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
  simulated: {
    isThere: (copy, { name }) => liesAside(copy, name),
    perform: (copy, { name }, { recording }) => purge(copy, name, recording),
  },
  title: (args) => `Delete ${args.name} from the quarantine`,
  words: layerWords,
  variables: layerVariables,
});
