import { z } from 'zod';
import { layerArguments, layerName, layerPieces, layerVariables, layerWords } from './layer-arguments.ts';
import { defineOp } from './op.ts';

const args = layerArguments.extend({
  /** the name below layerdb/mounts */
  entry: layerName,
  /** of the writable layer its init layer, null where it has none; of the init layer the writable layer */
  other: layerName.nullable(),
  /** the two are steps of their own, next to each other; they are moved together or not at all */
  role: z.enum(['layer', 'init']).default('layer'),
});

export default defineOp({
  id: 'set-aside-dead-mount',
  args,
  risk: 'reversible',
  batchSize: 64,
  pieces: [...layerPieces, 'docker-service', 'dead-mounts'],
  guards: ['service-control', 'quotas-kept', 'identity', 'in-use', 'live-mounts', 'quarantine'],
  leaves: 'the directories and a note in .bilge-quarantine beside the layers, until purged',
  tools: ['docker'],
  simulated: null,
  title: ({ entry, role }) =>
    `With Docker stopped, quarantine the ${role === 'init' ? 'init' : 'writable'} layer of the lost container ${entry.slice(0, 12)}`,
  words: (parsed) => ({ ...layerWords(parsed), entry: parsed.entry, other: parsed.other ?? '-', role: parsed.role }),
  variables: layerVariables,
});
