import { sh } from '../../shell/sh.ts';
import { parseKernelFeatures } from '../parsers/kernel/kernel-features.ts';
import type { Collector } from './collector.ts';

/** What this kernel and this mount can do with subvolumes, loop images and overlay: asked, not guessed from a version, where it can be. */
const kernelFeatures: Collector<'kernelFeatures'> = {
  id: 'kernelFeatures',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () => sh`bilge_part release; cat /proc/sys/kernel/osrelease
if [ -d /sys/fs/btrfs/features ]; then bilge_part btrfs; ls /sys/fs/btrfs/features; fi
bilge_part filesystems; cat /proc/filesystems
bilge_part commandLine; cat /proc/cmdline 2>/dev/null
bilge_part config
release=$(cat /proc/sys/kernel/osrelease)
if [ -r /proc/config.gz ]; then gzip -dc /proc/config.gz 2>/dev/null | grep BLK_DEV_WRITE_MOUNTED
elif [ -r "/boot/config-$release" ]; then grep BLK_DEV_WRITE_MOUNTED "/boot/config-$release"; fi
bilge_part mount; mount --version 2>&1 | head -n 2`,
  parse: (output) => parseKernelFeatures(output),
};
export default kernelFeatures;
