import fs from 'node:fs';
import path from 'node:path';
import { type ApiTokens, apiTokenQueries } from './api-tokens.ts';
import { type Audit, auditQueries } from './audit.ts';
import { backUp } from './backup.ts';
import { type Database, openDatabase } from './database.ts';
import { prepareDatabaseFile } from './database-file.ts';
import { type Derived, derivedQueries } from './derived.ts';
import { type Devices, deviceQueries } from './devices.ts';
import { type Documents, documentQueries } from './documents.ts';
import { factsQueries, type StoredFacts } from './facts.ts';
import { type Findings, findingQueries } from './findings.ts';
import { type StopWatching, watchForeignWrites } from './foreign-writes.ts';
import { type HostStates, hostStateQueries } from './host-states.ts';
import { type Hosts, hostQueries } from './hosts.ts';
import { type Journal, journalQueries } from './journal.ts';
import { type LeakSightings, leakSightingQueries } from './leak-sightings.ts';
import { type LoginAttempts, loginAttemptQueries } from './login-attempts.ts';
import { type Measurements, measurementQueries } from './measurements.ts';
import { judge, migrate } from './migrations.ts';
import { type Mutes, muteQueries } from './mutes.ts';
import { type Plans, planQueries } from './plans.ts';
import { type Protections, protectionQueries } from './protections.ts';
import { type Runs, runQueries } from './runs.ts';
import { type Samples, sampleQueries } from './samples.ts';
import type { SecretSource } from './secret-key.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { type Sessions, sessionQueries } from './sessions.ts';
import { type Settings, settingQueries } from './settings.ts';
import { corruptStore, StoreError, storeErrorOf } from './store-error.ts';
import { type Users, userQueries } from './users.ts';

/** The only home of SQLite: everything Bilge remembers, grouped by noun. All calls are synchronous and short. */
export interface Store {
  readonly dataDirectory: string;
  readonly file: string;
  hosts: Hosts;
  hostStates: HostStates;
  facts: StoredFacts;
  derived: Derived;
  samples: Samples;
  findings: Findings;
  mutes: Mutes;
  measurements: Measurements;
  leaks: LeakSightings;
  protections: Protections;
  plans: Plans;
  runs: Runs;
  journal: Journal;
  audit: Audit;
  users: Users;
  sessions: Sessions;
  apiTokens: ApiTokens;
  devices: Devices;
  loginAttempts: LoginAttempts;
  settings: Settings;
  documents: Documents;
  /** for secrets of neither hosts nor users: notification channels (`channel:<id>`) */
  secrets: Secrets;
  /** Several changes, all or none. Never await inside. */
  transaction<T>(work: () => T): T;
  /** The same, and on the disk when it returns: before an effect that this process carries out itself. */
  durably<T>(work: () => T): T;
  /** Calls back when another process (or another store of this one) has written. */
  watchForeignWrites(callback: () => void): StopWatching;
  backup(file: string): ReturnType<typeof backUp>;
  close(): void;
}

export interface StoreOptions extends SecretSource {
  dataDirectory: string;
  /** Read every page once, at server start: a damaged file is then found before it is needed. */
  checkIntegrity?: boolean;
}

export const databaseFileName = 'bilge.db';

export function openStore(options: StoreOptions): Store {
  const dataDirectory = path.resolve(options.dataDirectory);
  const file = path.join(dataDirectory, databaseFileName);
  const database = openDatabaseFile(dataDirectory, file, options.checkIntegrity ?? false);
  try {
    return storeOn(database, openSecrets(database, dataDirectory, options), dataDirectory);
  } catch (error) {
    database.close();
    throw storeErrorOf(error, file);
  }
}

/** Opens, checks, brings to this program's schema; without the key. */
export function openDatabaseFile(dataDirectory: string, file: string, checkIntegrity: boolean): Database {
  try {
    fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    prepareDatabaseFile(file);
  } catch (error) {
    throw storeErrorOf(error, file);
  }
  const database = openDatabase(file);
  try {
    if (checkIntegrity) {
      const verdict = String(database.pragma('quick_check(1)'));
      if (verdict !== 'ok') throw corruptStore(file, verdict);
    }
    judge(database);
    database.configure();
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeOn(database: Database, secrets: Secrets, dataDirectory: string): Store {
  const hosts = hostQueries(database, secrets);
  const facts = factsQueries(database);
  const derived = derivedQueries(database);
  const forgetRemoved = (): void => {
    facts.forgetRemoved();
    derived.forgetRemoved();
  };
  return {
    dataDirectory,
    file: database.file,
    hosts: {
      ...hosts,
      remove: (id) => {
        hosts.remove(id);
        forgetRemoved();
      },
    },
    hostStates: hostStateQueries(database),
    facts,
    derived,
    samples: sampleQueries(database),
    findings: findingQueries(database),
    mutes: muteQueries(database),
    measurements: measurementQueries(database),
    leaks: leakSightingQueries(database),
    protections: protectionQueries(database),
    plans: planQueries(database),
    runs: runQueries(database),
    journal: journalQueries(database),
    audit: auditQueries(database),
    users: userQueries(database, secrets),
    sessions: sessionQueries(database),
    apiTokens: apiTokenQueries(database),
    devices: deviceQueries(database),
    loginAttempts: loginAttemptQueries(database),
    settings: settingQueries(database),
    documents: documentQueries(database),
    secrets,
    transaction: (work) => database.transaction(work),
    durably: (work) => database.durably(work),
    watchForeignWrites: (callback) =>
      watchForeignWrites(database, () => {
        callback();
        try {
          // The command line may have removed a host.
          forgetRemoved();
        } catch (error) {
          // A timer has nobody to throw to; the next change tries again.
          if (!(error instanceof StoreError)) throw error;
        }
      }),
    backup: (target) => backUp(database, dataDirectory, target),
    close: () => database.close(),
  };
}
