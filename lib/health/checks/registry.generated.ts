// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import abandonedStore from './abandoned-store.ts';
import copiedBtrfsDataRoot from './copied-btrfs-data-root.ts';
import enginePruneLeak from './engine-prune-leak.ts';
import hiddenContainers from './hidden-containers.ts';
import leakedContainerLayers from './leaked-container-layers.ts';
import leakedLayers from './leaked-layers.ts';
import nestedDockerInVolume from './nested-docker-in-volume.ts';
import staleRemovingLayers from './stale-removing-layers.ts';
import unreachableLayers from './unreachable-layers.ts';

export const registry = [abandonedStore, copiedBtrfsDataRoot, enginePruneLeak, hiddenContainers, leakedContainerLayers, leakedLayers, nestedDockerInVolume, staleRemovingLayers, unreachableLayers] as const;
