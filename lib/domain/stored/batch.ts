import { type Batch, storedBatch } from '../batch.ts';
import type { StoredKind } from './stored-kind.ts';

export const storedBatchKind: StoredKind<Batch> = {
  name: 'cleanup of several hosts',
  schema: storedBatch,
  // Version 0 is what was written before cleanups had a version; it has the shape of today.
  upgrades: [(value) => value],
};
