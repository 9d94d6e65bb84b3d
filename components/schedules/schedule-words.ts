import type { ScheduledKind } from '@/lib/domain/schedule';

export const kindTitles: Readonly<Record<ScheduledKind, string>> = {
  'prune-images': 'Remove unused images',
  'prune-build-cache': 'Remove build cache',
  'prune-containers': 'Remove stopped containers',
  'prune-volumes': 'Remove unused anonymous volumes',
  'prune-networks': 'Remove unused networks',
  'quarantine-leaked': 'Quarantine leaked layers',
  'purge-quarantine': 'Purge the quarantine',
  'btrfs-scrub': 'Scrub btrfs',
  'btrfs-balance': 'Balance btrfs',
  scan: 'Scan',
};
