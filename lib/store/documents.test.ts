import { describe, expect, it } from 'vitest';
import { type DocumentKinds, documentKinds } from '../domain/stored/documents.ts';
import { rawDocuments } from './testing/raw-documents.ts';
import { temporaryStore } from './testing/temporary-store.ts';

const at = '2026-12-01T12:00:00.000Z';
const point = { low: 1, middle: 2, high: 3 };
const entry = { at, excuse: null, attempts: 1 };
const failure = { kind: 'volume', object: 'db', identity: null, problem: 'failed', at, attempts: 2 };

/** As each was written before it had versions, where that can still be met. */
const unversioned: { [K in keyof DocumentKinds]?: unknown } = {
  'disk-looks': { atMs: 1, counters: { sda: '1 2 3' }, asleepSince: null, leftAsleep: 0, usedMeanwhile: 0 },
  'due-quarantines': { ...entry, leftAlone: { layer: 'In use.' } },
  'failed-measurements': [failure],
  forecasts: {
    madeAt: at,
    day: 1,
    capacityBytes: 2,
    usual: { state: 'too-early', days: 1, needed: 7 },
    uncleaned: { state: 'too-early', days: 1, needed: 7 },
    driver: null,
    log: [{ day: 1, usedBytes: 2, in7: point, in30: point, actual7: null, actual30: null }],
  },
  recordings: { file: 'a file' },
  'unused-since': { volume: { 'volume db': at } },
};

describe.each(Object.entries(unversioned))('of %s', (name, value) => {
  const collection = name as keyof DocumentKinds;
  const version = documentKinds[collection].upgrades.length;

  it('what was stored before there were versions reads as it was, and is written with its version', () => {
    const store = temporaryStore();
    const stored = store.documents.stored(collection);
    rawDocuments(store, collection).put('one', value);
    const read = stored.byId('one');
    expect(read).toEqual(Array.isArray(value) ? { failures: value } : value);
    if (read !== null) stored.put('one', read as never, at);
    expect(rawDocuments(store, collection).byId('one')).toEqual({ ...read, storedVersion: version });
    expect(stored.byId('one')).toEqual(read);
    expect(store.documents.unreadable()).toEqual([]);
  });

  it.each([
    ['of a newer Bilge', { ...Object(value), storedVersion: 99 }, 'a newer Bilge wrote it'],
    ['of another shape', 7, ''],
  ])('one %s is shown with its id and what to do, and is kept when it is written anew', (_, odd, why) => {
    const store = temporaryStore();
    const stored = store.documents.stored(collection);
    rawDocuments(store, collection).put('one', value);
    const whole = stored.byId('one');
    rawDocuments(store, collection).put('odd', odd, at);
    expect(stored.byIdIfReadable('odd')).toBeNull();
    expect(stored.allReadable().map(({ id }) => id)).toEqual(['one']);
    const [told, ...others] = store.documents.unreadable();
    expect(others).toEqual([]);
    expect(told?.said).toContain(` odd cannot be read (`);
    expect(told?.said).toContain(why);
    expect(told?.said).toContain(documentKinds[collection].todo);
    expect(rawDocuments(store, collection).all()).toContainEqual({ id: 'odd', value: odd });
    stored.put('odd', whole as never, at);
    expect(stored.byId('odd')).toEqual(whole);
    expect(rawDocuments(store, `${collection} unreadable`).all()).toEqual([{ id: `odd ${at}`, value: odd }]);
    expect([store.documents.unreadable(), store.documents.movedAway()]).toEqual([[], 1]);
  });
});
