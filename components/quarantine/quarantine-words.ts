import type { Shelf } from '@/lib/domain/answers/shelf';
import { formatBytesSum } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';

/** Every text of the strip that says what is in the quarantine of a host. */
export const quarantineWords = {
  /** a relative time follows */
  asSeen: 'as seen',
  free: 'Free now',
  restore: 'Restore',
};

/** `510 MiB quarantined · 6 days left` */
export function shelfWords({ count, bytes, atLeast, daysLeft }: Shelf): string {
  const amount = bytes.state === 'known' ? formatBytesSum({ bytes: bytes.value, atLeast }) : counted(count, 'layer');
  if (daysLeft === null) return `${amount} quarantined · no date`;
  return `${amount} quarantined · ${daysLeft === 0 ? 'freed today' : `${counted(daysLeft, 'day')} left`}`;
}
