import { counted } from '@/lib/domain/format';

/** Every text of the page Actions; the words of each action are its own (lib/actions). */
export const actionWords = {
  free: 'Free space',
  repair: 'Repair',
  maintain: 'Maintain',
  available:
    'As of the last scan. Each button checks the host again and shows a plan; nothing changes until you run it.',
  none: 'As of the last scan, nothing can be done on this host now.',
  blocked: (actions: number) => `${counted(actions, 'blocked action')}, with the reason`,
  reclaimable: 'reclaimable, each object counted once',
};
