import { formatNumber } from '@/lib/domain/format';

/** What is said of the selected layers, once there are some. */
export const selectionWords = {
  someOf: (part: number, all: string) => `${formatNumber(part)} of ${all}`,
  quarantineAmount: (objects: string, amount: string) => `Quarantine ${objects}, ${amount}`,
  quarantine: (objects: string) => `Quarantine ${objects}`,
  deleteAmount: (objects: string, amount: string) => `Delete ${objects}, free ${amount}`,
  delete: (objects: string) => `Delete ${objects}`,
  selected: (objects: string) => `${objects} selected,`,
  notMeasured: 'not measured yet',
  clear: 'Clear',
};
