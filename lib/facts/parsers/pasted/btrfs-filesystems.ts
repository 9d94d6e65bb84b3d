import type { BtrfsUsage } from '../../../domain/storage-facts.ts';
import type { PastedBtrfsSpace } from './btrfs-space-piece.ts';
import { parseHumanSize } from './human-size.ts';

const bytesOf = (text: string | undefined): number | null =>
  text === undefined ? null : parseHumanSize(text.trim().split(/\s/)[0] ?? '', { binary: true });

/**
 * usage, df, show and device usage of one filesystem belong together. They are joined by mount point or uuid; pieces
 * that name neither belong to the only filesystem there is. Where that cannot be told they stay apart.
 */
export function joinBtrfsSpaces(spaces: readonly PastedBtrfsSpace[]): BtrfsUsage[] {
  const groups: PastedBtrfsSpace[][] = [];
  // Counted once: asked for each pair of thousands, it took minutes.
  const amounts = new Map<PastedBtrfsSpace['kind'], number>();
  for (const { kind } of spaces) amounts.set(kind, (amounts.get(kind) ?? 0) + 1);
  for (const space of spaces) {
    const group = groups.find((candidate) => belongs(space, candidate, amounts));
    if (group) {
      const same = group.findIndex((known) => known.kind === space.kind);
      // The same command again, further down: the later state.
      if (same >= 0) group[same] = space;
      else group.push(space);
    } else groups.push([space]);
  }
  return groups.flatMap((group) => usageOf(group) ?? []);
}

function belongs(
  space: PastedBtrfsSpace,
  group: readonly PastedBtrfsSpace[],
  amounts: ReadonlyMap<PastedBtrfsSpace['kind'], number>,
): boolean {
  const mountPoint = group.map((known) => known.mountPoint).find((known) => known !== null) ?? null;
  const uuid = group.map((known) => known.uuid).find((known) => known !== null) ?? null;
  if (space.uuid !== null && uuid !== null) return space.uuid === uuid;
  if (space.mountPoint !== null && mountPoint !== null && space.kind !== 'btrfs-filesystem-show')
    return space.mountPoint === mountPoint;
  const shows = amounts.get('btrfs-filesystem-show') ?? 0;
  const sameKind = amounts.get(space.kind) ?? 0;
  // Several filesystems in one listing: nothing says which of them a nameless piece is about.
  if (shows > 1 || sameKind > 1) return group.some((known) => known.kind === space.kind) && sameDevices(space, group);
  return true;
}

function sameDevices(space: PastedBtrfsSpace, group: readonly PastedBtrfsSpace[]): boolean {
  const devices = (one: PastedBtrfsSpace) => one.unallocatedByDevice.map((part) => part.device).join();
  return group.some((known) => known.kind === space.kind && devices(known) === devices(space) && devices(space) !== '');
}

function usageOf(group: readonly PastedBtrfsSpace[]): BtrfsUsage | null {
  const piece = (kind: PastedBtrfsSpace['kind']) => group.find((known) => known.kind === kind);
  const usage = piece('btrfs-filesystem-usage');
  const df = piece('btrfs-filesystem-df');
  const show = piece('btrfs-filesystem-show');
  const deviceUsage = piece('btrfs-device-usage');
  const present = (show?.devices ?? []).filter((device) => !device.isMissing);
  const showSize = present.reduce((sum, device) => sum + device.sizeBytes, 0);
  const showUsed = present.reduce((sum, device) => sum + device.usedBytes, 0);
  const overall = (name: string) => bytesOf(usage?.overall.get(name));
  const chunks = usage && usage.chunks.length > 0 ? usage.chunks : (df?.chunks ?? []);
  const byDevice =
    [usage?.unallocatedByDevice, deviceUsage?.unallocatedByDevice].find(
      (list) => list !== undefined && list.length > 0,
    ) ?? present.map((device) => ({ device: device.device, bytes: Math.max(0, device.sizeBytes - device.usedBytes) }));
  const reserve = usage?.reserve ?? df?.reserve ?? null;
  const sum = byDevice.reduce((total, device) => total + device.bytes, 0);
  const deviceSizeBytes = overall('device size') ?? (showSize > 0 ? showSize : null);
  if (chunks.length === 0 && deviceSizeBytes === null && byDevice.length === 0) return null;
  const multiple = usage?.overall.get('multiple profiles');
  return {
    uuid: group.map((known) => known.uuid).find((known) => known !== null) ?? '',
    mountPoint: group.map((known) => known.mountPoint).find((known) => known !== null) ?? '',
    deviceSizeBytes: deviceSizeBytes ?? chunks.reduce((total, chunk) => total + chunk.totalBytes, 0),
    allocatedBytes: overall('device allocated') ?? (showUsed > 0 ? showUsed : null),
    unallocatedBytes: overall('device unallocated') ?? (byDevice.length > 0 ? sum : null),
    usedBytes: overall('used') ?? show?.usedBytes ?? chunks.reduce((total, chunk) => total + chunk.usedBytes, 0),
    freeEstimatedBytes: overall('free (estimated)'),
    freeStatfsBytes: overall('free (statfs, df)'),
    globalReserveBytes: reserve?.totalBytes ?? null,
    globalReserveUsedBytes: reserve?.usedBytes ?? null,
    multipleProfiles: multiple === undefined ? null : /^yes/i.test(multiple.trim()),
    chunks,
    unallocatedByDevice: byDevice,
    source: usage
      ? 'btrfs filesystem usage'
      : df
        ? 'btrfs filesystem df'
        : show
          ? 'btrfs filesystem show'
          : 'btrfs device usage',
  };
}
