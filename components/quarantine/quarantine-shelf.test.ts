import { expect, it } from 'vitest';
import { known, unknown } from '@/lib/domain/fact';
import { shelfWords } from './quarantine-shelf';

const shelf = { count: 4, bytes: known(510 * 1024 ** 2), atLeast: false, daysLeft: 6, staleSince: null };

it.each([
  [{}, '510 MiB quarantined · 6 days left'],
  [{ daysLeft: 1, atLeast: true }, 'at least 510 MiB quarantined · 1 day left'],
  [{ daysLeft: 0 }, '510 MiB quarantined · freed today'],
  [{ daysLeft: null, bytes: unknown('not-collected', '') }, '4 layers quarantined · no date'],
] as const)('%o', (change, words) => expect(shelfWords({ ...shelf, ...change })).toBe(words));
