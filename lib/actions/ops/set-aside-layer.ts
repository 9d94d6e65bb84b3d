import { hasDirectory } from '../../demo/copy.ts';
import { setAside } from '../../demo/quarantined.ts';
import { layerArguments, layerGuards, layerPieces, layerVariables, layerWords } from './layer-arguments.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'set-aside-layer',
  args: layerArguments,
  risk: 'reversible',
  batchSize: 64,
  pieces: layerPieces,
  guards: layerGuards,
  leaves: 'the directory and a note in .bilge-quarantine beside the layers, until purged',
  tools: [],
  simulated: {
    isThere: (copy, { name }) => hasDirectory(copy, name),
    perform: (copy, { name }, { note }) => setAside(copy, name, note),
  },
  title: (args) => `Quarantine ${args.name}`,
  words: layerWords,
  variables: layerVariables,
});
