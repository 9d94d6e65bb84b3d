import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { Batch } from '../../domain/batch.ts';
import { rawDocuments } from '../../store/testing/raw-documents.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { changeBatch, putBatch } from './batch-store.ts';
import { listBatches, listUnreadableBatches, readBatch } from './batches.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const batch: Batch = {
  id: 'batch_1',
  kind: 'images',
  state: 'stopped',
  createdAt: '2026-11-30T12:00:00.000Z',
  createdBy: 'anna',
  startedAt: null,
  startedBy: null,
  endedAt: '2026-11-30T12:01:00.000Z',
  said: 'Withdrawn before it began.',
  cancelRequested: false,
  worker: null,
  items: [],
};

it('a cleanup that was stored before there were versions reads as it was, and is written with its version', () => {
  const app = temporaryApplication();
  const raw = rawDocuments(app.store, 'batches');
  raw.put(batch.id, { ...batch }, batch.createdAt);
  expect(readBatch(app, anna, batch.id)).toMatchObject({ id: batch.id, state: 'stopped', said: batch.said });
  changeBatch(app, batch.id, (each) => ({ ...each, said: 'changed' }));
  expect(raw.byId(batch.id)).toMatchObject({ storedVersion: 1, said: 'changed' });
});

it('one of a newer Bilge, or of another shape, is left as it is, and the others are listed', () => {
  const app = temporaryApplication();
  putBatch(app, batch);
  const raw = rawDocuments(app.store, 'batches');
  const newer = { ...batch, id: 'batch_2', storedVersion: 2 };
  raw.put('batch_2', newer, batch.createdAt);
  raw.put('batch_3', { ...batch, id: 'batch_3', state: 'paused' }, batch.createdAt);
  expect(listBatches(app, anna).map(({ id }) => id)).toEqual([batch.id]);
  expect(listUnreadableBatches(app, anna)).toEqual([
    {
      id: 'batch_2',
      said: expect.stringMatching(/batch_2 cannot be read \(a newer Bilge wrote it\).+`bilge restore FILE`/),
    },
    { id: 'batch_3', said: expect.stringContaining('state') },
  ]);
  expect(() => readBatch(app, anna, 'batch_2')).toThrow('a newer Bilge wrote it');
  expect(() => changeBatch(app, 'batch_3', (each) => each)).toThrow('state');
  expect(raw.byId('batch_2')).toEqual(newer);
});
