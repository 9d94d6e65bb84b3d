import type { KernelFeatures } from '../../../domain/health-facts.ts';
import { failure, type Parts } from '../records.ts';

export function parseKernelFeatures(parts: Parts): KernelFeatures {
  const text = (name: string) => parts.part(name).toString('utf8');
  const release = text('release').trim();
  const version = /^(\d+)\.(\d+)/.exec(release);
  if (!version) throw failure('kernel', 'its release has no number', release);
  const filesystems = text('filesystems');
  if (!/^\w*\t\w/m.test(filesystems)) throw failure('/proc/filesystems', 'it has another form', filesystems);
  const btrfs = parts.optional('btrfs')?.toString('utf8').split('\n') ?? null;
  const mount = text('mount');
  // BusyBox knows no --version: it either complains under its name or, as 1.35 does, lists the mounts.
  const isBusybox = /busybox/i.test(mount) || /^\S+ on \/\S* type /m.test(mount);
  return {
    // /sys/fs/btrfs is there only while the module is loaded.
    rmdirSubvolume: btrfs === null ? null : btrfs.includes('rmdir_subvol'),
    mayWriteMounted: mayWriteMounted({
      isOlder: Number(version[1]) < 6 || (Number(version[1]) === 6 && Number(version[2]) < 8),
      config: text('config'),
      commandLine: text('commandLine'),
    }),
    mountVersion: isBusybox ? null : (/util-linux (\d[\d.]*)/.exec(mount)?.[1] ?? null),
    mountIsBusybox: mount.trim() === '' ? null : isBusybox,
    // A module that is not loaded is not listed: absence proves nothing.
    overlayAvailable: /\toverlay$/m.test(filesystems) ? true : null,
  };
}

/** The boot parameter wins over the kernel's configuration; kernels before 6.8 know neither and allow it. */
function mayWriteMounted(facts: { isOlder: boolean; config: string; commandLine: string }): boolean | null {
  if (facts.isOlder) return true;
  const parameter = /\bbdev_allow_write_mounted=(\S+)/.exec(facts.commandLine)?.[1];
  if (parameter !== undefined) return /^(?:1|y|yes|on|true)$/i.test(parameter);
  if (/^CONFIG_BLK_DEV_WRITE_MOUNTED=y/m.test(facts.config)) return true;
  return /CONFIG_BLK_DEV_WRITE_MOUNTED is not set/.test(facts.config) ? false : null;
}
