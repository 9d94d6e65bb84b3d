import { counted } from '@/lib/domain/format';

/** The texts of the map of a disk. */
export const mapWords = {
  notLookedAt: 'Not Docker, not examined',
  map: 'The disk by row and object; the ledger holds the same numbers',
  mapTitle: 'The disk by row and object',
  tap: 'Tap an area to go into it; its row opens in the ledger.',
  showRow: 'Show its row',
  wholeDisk: 'Whole disk',
  dockersPart: 'Docker’s part',
  part: 'Part of the disk',
  list: 'The disk by object, largest first',
  smaller: (objects: number) => `${counted(objects, 'smaller object')}; the ledger lists them by row.`,
  smallerObject: 'smaller object',
};
