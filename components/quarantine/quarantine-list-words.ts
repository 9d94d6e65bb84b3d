import type { QuarantinedNoun } from '@/lib/domain/afterwards-words';
import { counted } from '@/lib/domain/format';

/** Every text of the list of quarantined layers. */
export const quarantineListWords = {
  about: (amount: string) =>
    `Quarantined, not freed: these still use ${amount} of the disk. Each can be restored until it is freed.`,
  select: (name: string) => `Select ${name}`,
  quarantined: 'quarantined',
  wasDue: 'was due to be freed',
  willBeFreed: 'will be freed',
  noDate: 'no date: kept until someone deletes or restores it',
  skips: '“Free now” skips it:',
  isProtected: 'protected',
  free: (amount: string) => `Free ${amount} now`,
  freeAll: (noun: QuarantinedNoun) => `Free quarantined ${noun}s now`,
  restore: (count: number, noun: QuarantinedNoun) => `Restore ${counted(count, noun)}`,
};
