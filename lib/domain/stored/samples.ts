import { z } from 'zod';
import type { StoredKind } from './stored-kind.ts';

/** What one scan measured, by the name of the series. Not a record of zod: pages read thousands of these numbers. */
const values = z.custom<Readonly<Record<string, number>>>(
  (raw) => typeof raw === 'object' && raw !== null && Object.values(raw).every((value) => typeof value === 'number'),
  'a value is no number',
);

export const storedSamples: StoredKind<Readonly<Record<string, number>>> = {
  name: 'measured values',
  schema: values,
  upgrades: [],
};
