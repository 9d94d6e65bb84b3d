import { formatBytes } from '@/lib/domain/bytes';
import type { Finding, Remedy } from '@/lib/domain/finding';

type Amount = string | null;

/** What a button says: the deed, the object and the amount, never "OK". One line here for each action that a finding can offer. */
const labels: Record<string, (amount: Amount, params: Remedy['params']) => string> = {
  'remove-leaked-layers': (amount, { mode }) =>
    mode === 'delete' ? `Free ${amount ?? 'leaked layers'}` : `Set aside ${amount ?? 'leaked layers'}`,
  'clean-nested-docker': (amount) => (amount ? `Clean the volume, free ${amount}` : 'Clean the volume'),
  'purge-quarantine': (amount) => `Free ${amount ?? 'what is set aside'} now`,
  'restore-quarantine': () => 'Put back what was set aside',
  'prune-containers': (amount) => withAmount('Remove stopped containers', amount),
  'prune-images': (amount) => withAmount('Remove unused images', amount),
  'prune-build-cache': (amount) => withAmount('Remove build cache', amount),
  'prune-volumes': (amount) => withAmount('Remove unused volumes', amount),
  'prune-networks': () => 'Remove unused networks',
  // No amount: what builds use stays, and only BuildKit knows how much that is.
  'prune-builder': () => 'Prune the builder’s cache',
  'truncate-container-logs': (amount) => withAmount('Empty the logs', amount),
  'set-log-rotation': () => 'Limit the logs from now on',
  'btrfs-balance': () => 'Balance the filesystem',
  'btrfs-scrub': () => 'Scrub the filesystem',
  'remove-abandoned-store': (amount) => withAmount('Remove the abandoned store', amount),
  'remove-unused-data-root': (amount) => withAmount('Remove the unused data root', amount),
  'migrate-to-loopback': () => 'Move Docker to its own filesystem',
  'move-data-root': () => 'Move the data root',
  'switch-storage-driver': (_amount, { driver }) => `Switch to ${driver ?? 'another storage driver'}`,
  'grow-loopback': () => 'Grow the image file',
  'trim-loopback': () => 'Give free blocks back to the host',
  'restart-docker': () => 'Restart Docker',
  'restart-container': (_amount, { container }) => `Restart ${container ?? 'the container'}`,
};

function withAmount(deed: string, amount: Amount): string {
  return amount ? `${deed}, free ${amount}` : deed;
}

export function remedyLabel(remedy: Remedy, finding?: Pick<Finding, 'reclaimable'>): string {
  const reclaimable = finding?.reclaimable;
  // Nothing measured yet is not "0 B".
  const isMeasured = reclaimable !== undefined && (reclaimable.exact || reclaimable.bytes > 0);
  const amount = isMeasured ? `${reclaimable.exact ? '' : 'about '}${formatBytes(reclaimable.bytes)}` : null;
  const label = Object.hasOwn(labels, remedy.actionId) ? labels[remedy.actionId] : undefined;
  return label ? label(amount, remedy.params) : withAmount(sentence(remedy.actionId), amount);
}

/** `snapshot-data-root` → `Snapshot data root` */
function sentence(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
