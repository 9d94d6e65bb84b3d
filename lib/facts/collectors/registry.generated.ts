// Written by scripts/registries.mjs from the files of this folder. Do not edit.
import bootConfiguration from './boot-configuration.ts';
import btrfsHealth from './btrfs-health.ts';
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
import kernelFeatures from './kernel-features.ts';
import layerdb from './layerdb.ts';
import loopDevices from './loop-devices.ts';
import mdArrays from './md-arrays.ts';
import mounts from './mounts.ts';
import namespaceMounts from './namespace-mounts.ts';
import platform from './platform.ts';
import quarantine from './quarantine.ts';
import thinPools from './thin-pools.ts';
import volumesOnDisk from './volumes-on-disk.ts';
import xfsFormats from './xfs-formats.ts';
import zfs from './zfs.ts';

export const registry = [bootConfiguration, btrfsHealth, btrfsUsage, btrfs, buildCache, buildkitSnapshots, containerd, containersOnDisk, daemonConfiguration, daemonProcesses, dataRoot, driverDirectories, filesystems, imagedb, kernelFeatures, layerdb, loopDevices, mdArrays, mounts, namespaceMounts, platform, quarantine, thinPools, volumesOnDisk, xfsFormats, zfs] as const;
