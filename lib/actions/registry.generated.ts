// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import btrfsBalance from './btrfs-balance.ts';
import btrfsScrub from './btrfs-scrub.ts';
import cleanNestedDocker from './clean-nested-docker.ts';
import finishMigration from './finish-migration.ts';
import moveDataRoot from './move-data-root.ts';
import pruneBuildCache from './prune-build-cache.ts';
import pruneBuilder from './prune-builder.ts';
import pruneContainers from './prune-containers.ts';
import pruneImages from './prune-images.ts';
import pruneNetworks from './prune-networks.ts';
import pruneVolumes from './prune-volumes.ts';
import purgeQuarantine from './purge-quarantine.ts';
import removeAbandonedStore from './remove-abandoned-store.ts';
import removeLeakedLayers from './remove-leaked-layers.ts';
import removeLeakedLeases from './remove-leaked-leases.ts';
import removeUnusedDataRoot from './remove-unused-data-root.ts';
import restartContainer from './restart-container.ts';
import restartDocker from './restart-docker.ts';
import restoreQuarantine from './restore-quarantine.ts';
import resumeMigration from './resume-migration.ts';
import rollBackMigration from './roll-back-migration.ts';
import setLogRotation from './set-log-rotation.ts';
import snapshotDataRoot from './snapshot-data-root.ts';
import truncateContainerLogs from './truncate-container-logs.ts';

export const registry = [btrfsBalance, btrfsScrub, cleanNestedDocker, finishMigration, moveDataRoot, pruneBuildCache, pruneBuilder, pruneContainers, pruneImages, pruneNetworks, pruneVolumes, purgeQuarantine, removeAbandonedStore, removeLeakedLayers, removeLeakedLeases, removeUnusedDataRoot, restartContainer, restartDocker, restoreQuarantine, resumeMigration, rollBackMigration, setLogRotation, snapshotDataRoot, truncateContainerLogs] as const;
