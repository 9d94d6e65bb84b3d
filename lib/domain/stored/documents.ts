import { type Batch, storedBatch } from '../batch.ts';
import { type StoredForecast, storedForecast } from '../forecast.ts';
import { type Schedule, storedSchedule } from '../schedule.ts';
import { type Declared, type DeclaredStatus, declaredEntry, declaredStatus } from './declared.ts';
import {
  type DueAttempt,
  diskLook,
  dueAttempt,
  type FailedMeasurements,
  failedMeasurements,
  type KeptRecording,
  keptRecording,
  type StoredLook,
  type UnusedMemory,
  unusedMemory,
} from './remembered.ts';
import type { StoredKind } from './stored-kind.ts';

/**
 * Every kind of document: small things with an id and no query of their own. A name that is not here cannot be stored, so that each
 * has a schema and a version (docs/decisions/0006-storage-contract.md).
 */
export interface DocumentKinds {
  batches: Batch;
  declared: Declared;
  'declared-status': DeclaredStatus;
  'disk-looks': StoredLook;
  'due-quarantines': DueAttempt;
  'failed-measurements': FailedMeasurements;
  forecasts: StoredForecast;
  recordings: KeptRecording;
  schedules: Schedule;
  'unused-since': UnusedMemory;
}

/** Version 0 is what was written before a kind had versions; where it has the shape of today, the upgrade changes nothing. */
const asItWas: StoredKind<unknown>['upgrades'] = [(value) => value];
const fromScans = 'The next scan finds it out again.';

export const documentKinds: { readonly [K in keyof DocumentKinds]: StoredKind<DocumentKinds[K]> } = {
  batches: { name: 'cleanup of several hosts', schema: storedBatch, upgrades: asItWas },
  declared: {
    name: 'entry of bilge.yaml',
    schema: declaredEntry,
    upgrades: [],
    todo: 'The next look at the file writes it again.',
  },
  'declared-status': {
    name: 'state of bilge.yaml',
    schema: declaredStatus,
    upgrades: [],
    todo: 'The next look at the file writes it again.',
  },
  'disk-looks': { name: 'look at resting disks', schema: diskLook, upgrades: asItWas, todo: fromScans },
  'due-quarantines': {
    name: 'attempt to purge what is due',
    schema: dueAttempt,
    upgrades: asItWas,
    todo: 'The next attempt writes it again.',
  },
  'failed-measurements': {
    name: 'list of failed measurements',
    schema: failedMeasurements,
    // Version 0 was the list itself.
    unversioned: (raw) => (Array.isArray(raw) ? { failures: raw } : null),
    upgrades: asItWas,
    todo: 'What cannot be measured is found out again.',
  },
  forecasts: {
    name: 'forecast',
    schema: storedForecast,
    upgrades: asItWas,
    todo: 'It is drawn again within a day; how earlier ones came out begins from nothing.',
  },
  recordings: {
    name: 'recording',
    schema: keptRecording,
    upgrades: asItWas,
    todo: 'Add its file again with `bilge host add demo:FILE`.',
  },
  schedules: { name: 'schedule', schema: storedSchedule, upgrades: asItWas },
  'unused-since': {
    name: 'times since when things are unused',
    schema: unusedMemory,
    upgrades: asItWas,
    todo: 'They count from the next scan.',
  },
};
