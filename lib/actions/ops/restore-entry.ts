import { liesAside, putBack } from '../../demo/quarantined.ts';
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
  simulated: {
    isThere: (copy, { name }) => liesAside(copy, name),
    perform: (copy, { name }, { recording }) => putBack(copy, name, recording),
  },
  title: (args) => `Restore ${args.name} from the quarantine`,
  words: layerWords,
  variables: layerVariables,
});
