// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import cleanNestedDocker from './clean-nested-docker.ts';
import pruneBuildCache from './prune-build-cache.ts';
import pruneContainers from './prune-containers.ts';
import pruneImages from './prune-images.ts';
import pruneNetworks from './prune-networks.ts';
import pruneVolumes from './prune-volumes.ts';
import purgeQuarantine from './purge-quarantine.ts';
import removeLeakedLayers from './remove-leaked-layers.ts';
import restartDocker from './restart-docker.ts';
import restoreQuarantine from './restore-quarantine.ts';

export const registry = [cleanNestedDocker, pruneBuildCache, pruneContainers, pruneImages, pruneNetworks, pruneVolumes, purgeQuarantine, removeLeakedLayers, restartDocker, restoreQuarantine] as const;
