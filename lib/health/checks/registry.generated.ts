// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import abandonedStore from './abandoned-store.ts';
import aufsRemovedDriver from './aufs-removed-driver.ts';
import copiedBtrfsDataRoot from './copied-btrfs-data-root.ts';
import devicemapperDeferredRemovalOff from './devicemapper-deferred-removal-off.ts';
import devicemapperLoopLvm from './devicemapper-loop-lvm.ts';
import devicemapperMetadataNearlyFull from './devicemapper-metadata-nearly-full.ts';
import devicemapperPoolNearlyFull from './devicemapper-pool-nearly-full.ts';
import devicemapperPoolOvercommitted from './devicemapper-pool-overcommitted.ts';
import devicemapperRemovedDriver from './devicemapper-removed-driver.ts';
import devicemapperWithoutUdevSync from './devicemapper-without-udev-sync.ts';
import engine29UpgradeTrap from './engine-29-upgrade-trap.ts';
import engineEndOfLife from './engine-end-of-life.ts';
import enginePruneLeak from './engine-prune-leak.ts';
import fuseOverlayfsUnneeded from './fuse-overlayfs-unneeded.ts';
import hiddenContainers from './hidden-containers.ts';
import leakedContainerLayers from './leaked-container-layers.ts';
import leakedLayers from './leaked-layers.ts';
import nestedDockerInVolume from './nested-docker-in-volume.ts';
import overlayRemovedDriver from './overlay-removed-driver.ts';
import staleRemovingLayers from './stale-removing-layers.ts';
import thinPoolFailed from './thin-pool-failed.ts';
import unreachableLayers from './unreachable-layers.ts';
import vfsDriver from './vfs-driver.ts';

export const registry = [abandonedStore, aufsRemovedDriver, copiedBtrfsDataRoot, devicemapperDeferredRemovalOff, devicemapperLoopLvm, devicemapperMetadataNearlyFull, devicemapperPoolNearlyFull, devicemapperPoolOvercommitted, devicemapperRemovedDriver, devicemapperWithoutUdevSync, engine29UpgradeTrap, engineEndOfLife, enginePruneLeak, fuseOverlayfsUnneeded, hiddenContainers, leakedContainerLayers, leakedLayers, nestedDockerInVolume, overlayRemovedDriver, staleRemovingLayers, thinPoolFailed, unreachableLayers, vfsDriver] as const;
