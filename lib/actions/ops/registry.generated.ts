// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import balanceData from './balance-data.ts';
import checkReferences from './check-references.ts';
import clearNestedMounts from './clear-nested-mounts.ts';
import deleteNestedSubvolume from './delete-nested-subvolume.ts';
import pruneBuilder from './prune-builder.ts';
import purgeEntry from './purge-entry.ts';
import releaseChain from './release-chain.ts';
import removeBuildCache from './remove-build-cache.ts';
import removeContainer from './remove-container.ts';
import removeDataRoot from './remove-data-root.ts';
import removeImage from './remove-image.ts';
import removeNetwork from './remove-network.ts';
import removeStore from './remove-store.ts';
import removeVolume from './remove-volume.ts';
import restartContainer from './restart-container.ts';
import restartDocker from './restart-docker.ts';
import restoreEntry from './restore-entry.ts';
import scrub from './scrub.ts';
import setAsideDeadMount from './set-aside-dead-mount.ts';
import setAsideLayer from './set-aside-layer.ts';
import snapshotSubvolume from './snapshot-subvolume.ts';
import truncateLog from './truncate-log.ts';
import writeDaemonConfiguration from './write-daemon-configuration.ts';

export const registry = [balanceData, checkReferences, clearNestedMounts, deleteNestedSubvolume, pruneBuilder, purgeEntry, releaseChain, removeBuildCache, removeContainer, removeDataRoot, removeImage, removeNetwork, removeStore, removeVolume, restartContainer, restartDocker, restoreEntry, scrub, setAsideDeadMount, setAsideLayer, snapshotSubvolume, truncateLog, writeDaemonConfiguration] as const;
