import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../testing/facts.ts';
import { registry } from './registry.generated.ts';

/** The ids are a contract of API, metrics and mutes (docs/reference/health-checks.md). */
const catalogue =
  `devicemapper-loop-lvm devicemapper-pool-nearly-full devicemapper-metadata-nearly-full devicemapper-pool-overcommitted
devicemapper-without-udev-sync thin-pool-failed devicemapper-deferred-removal-off devicemapper-removed-driver stale-containerd-leases
aufs-removed-driver overlay-removed-driver vfs-driver fuse-overlayfs-unneeded btrfs-root-not-dedicated btrfs-driver-unsupported-distribution
overlay2-without-d-type xfs-without-ftype overlay2-native-diff-off data-root-on-network-or-fuse data-root-on-tmpfs data-root-shared-by-daemons
data-root-nearly-full loop-image-host-filesystem-full loop-image-overcommitted loop-image-deleted loop-image-attached-twice loop-image-untrimmed
loop-image-copy-on-write loop-image-fragmented loop-image-in-snapshots write-barriers-off data-root-mount-missing data-root-mount-unguarded
loop-mount-boot-order loop-mount-blocked-by-kernel filesystem-read-only inodes-nearly-exhausted btrfs-metadata-exhausted btrfs-unallocated-low
btrfs-metadata-nearly-full btrfs-free-space-misleading btrfs-mixed-profiles btrfs-device-errors btrfs-device-missing btrfs-scrub-overdue
btrfs-quotas-slow abandoned-store containerd-root-elsewhere engine-29-upgrade-trap kernel-cannot-rmdir-subvolumes nested-docker-in-volume
unused-anonymous-volumes leaked-layers unreachable-layers leaked-container-layers stale-removing-layers hidden-containers engine-prune-leak
engine-end-of-life deleted-subvolumes-pending large-writable-layer container-logs-unbounded synology-log-driver-lost large-build-cache
unused-images old-stopped-containers zfs-pool-unhealthy zfs-shared-parent-dataset zfs-nearly-full copied-btrfs-data-root daemon-config-conflict
docker-socket-without-tls clock-skew system-partition-full md-array-degraded filesystem-operation-running data-root-quota-reached
engine-is-podman engine-storage-faults engine-in-desktop-vm storage-driver-refused buildkit-builder-cache`.split(/\s+/);

describe('the registry', () => {
  test('contains every check of the catalogue', () => {
    const ids = registry.map((check) => check.id);
    expect(catalogue.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('each check is in the file of its name', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (name) => name.endsWith('.ts') && !/\.test\.|\.generated\./.test(name),
    );
    expect(registry.map((check) => `${check.id}.ts`).sort()).toEqual(files.sort());
  });

  test.each(registry.map((check) => [check.id, check] as const))(
    '%s: title and reason are written for a person',
    (_, check) => {
      expect(check.title).toMatch(/^[A-Z`a-z“]/);
      expect(check.why.length).toBeGreaterThan(60);
      expect(check.why).toMatch(/\.$/);
    },
  );

  // docs/architecture.md#law-1: with nothing known, nothing is fine and nothing is wrong.
  test.each(registry.map((check) => [check.id, check] as const))('%s: knows nothing without facts', (_, check) => {
    expect(check.examine(contextOf({}))).toHaveProperty('unknown');
  });
});
