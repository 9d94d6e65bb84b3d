// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import btrfsUsage from './btrfs-usage.ts';
import btrfs from './btrfs.ts';
import buildCache from './build-cache.ts';
import buildkitSnapshots from './buildkit-snapshots.ts';
import containerd from './containerd.ts';
import containersOnDisk from './containers-on-disk.ts';
import daemonConfiguration from './daemon-configuration.ts';
import daemonProcesses from './daemon-processes.ts';
import dataRoot from './data-root.ts';
import driverDirectories from './driver-directories.ts';
import filesystems from './filesystems.ts';
import imagedb from './imagedb.ts';
import layerdb from './layerdb.ts';
import mounts from './mounts.ts';
import namespaceMounts from './namespace-mounts.ts';
import platform from './platform.ts';
import quarantine from './quarantine.ts';
import volumesOnDisk from './volumes-on-disk.ts';

export const registry = [btrfsUsage, btrfs, buildCache, buildkitSnapshots, containerd, containersOnDisk, daemonConfiguration, daemonProcesses, dataRoot, driverDirectories, filesystems, imagedb, layerdb, mounts, namespaceMounts, platform, quarantine, volumesOnDisk] as const;
