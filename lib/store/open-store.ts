import fs from 'node:fs';
import path from 'node:path';
import { type ApiTokens, apiTokenQueries } from './accounts/api-tokens.ts';
import { type Audit, auditQueries } from './accounts/audit.ts';
import { type Devices, deviceQueries } from './accounts/devices.ts';
import { type Identities, identityQueries } from './accounts/identities.ts';
import { type LoginAttempts, loginAttemptQueries } from './accounts/login-attempts.ts';
import { type Sessions, sessionQueries } from './accounts/sessions.ts';
import { type Users, userQueries } from './accounts/users.ts';
import { type Alerts, alertQueries } from './alerts/alerts.ts';
import { type Channels, channelQueries } from './alerts/channels.ts';
import { type Outbox, outboxQueries } from './alerts/outbox.ts';
import { type Backups, backups } from './backup/backup.ts';
import { type Database, openDatabase } from './database/database.ts';
import { prepareDatabaseFile } from './database/database-file.ts';
import { type StopWatching, watchForeignWrites } from './database/foreign-writes.ts';
import { judge, migrate } from './database/migrations.ts';
import { type Retention, retentionQueries } from './database/retention.ts';
import { corruptStore, StoreError, storeErrorOf } from './database/store-error.ts';
import { type Documents, documentQueries } from './documents.ts';
import { type Findings, findingQueries } from './findings/findings.ts';
import { type Mutes, muteQueries } from './findings/mutes.ts';
import { type HostStates, hostStateQueries } from './hosts/host-states.ts';
import { type Hosts, hostQueries } from './hosts/hosts.ts';
import { type Protections, protectionQueries } from './hosts/protections.ts';
import { type Jobs, jobQueries } from './jobs/jobs.ts';
import { type Journal, journalQueries } from './runs/journal.ts';
import { type Plans, planQueries } from './runs/plans.ts';
import { type Runs, runQueries } from './runs/runs.ts';
import { type Derived, derivedQueries } from './scans/derived.ts';
import { factsQueries, type StoredFacts } from './scans/facts.ts';
import { type LeakSightings, leakSightingQueries } from './scans/leak-sightings.ts';
import { type Measurements, measurementQueries } from './scans/measurements.ts';
import { type Samples, sampleQueries } from './scans/samples.ts';
import type { SecretSource } from './secrets/secret-key.ts';
import { openSecrets, type Secrets } from './secrets/secrets.ts';
import { type Settings, settingQueries } from './settings.ts';

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
  identities: Identities;
  loginAttempts: LoginAttempts;
  settings: Settings;
  retention: Retention;
  jobs: Jobs;
  documents: Documents;
  alerts: Alerts;
  channels: Channels;
  outbox: Outbox;
  /** for secrets of neither hosts, users nor channels */
  secrets: Secrets;
  /** Several changes, all or none. Never await inside. */
  transaction<T>(work: () => T): T;
  /** The same, and on the disk when it returns: before an effect that this process carries out itself. */
  durably<T>(work: () => T): T;
  /** Calls back when another process (or another store of this one) has written. */
  watchForeignWrites(callback: () => void): StopWatching;
  backups: Backups;
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
  const database = openDatabaseFile(dataDirectory, file, {
    checkIntegrity: options.checkIntegrity ?? false,
  });
  try {
    return storeOn(database, openSecrets(database, dataDirectory, options), dataDirectory, options);
  } catch (error) {
    database.close();
    throw storeErrorOf(error, file);
  }
}

/** Opens, checks, brings to this program's schema; without the key. */
export function openDatabaseFile(
  dataDirectory: string,
  file: string,
  options: { checkIntegrity: boolean; keepCopy?: boolean },
): Database {
  try {
    fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    prepareDatabaseFile(file);
  } catch (error) {
    throw storeErrorOf(error, file);
  }
  const database = openDatabase(file);
  try {
    if (options.checkIntegrity) {
      const verdict = String(database.pragma('quick_check(1)'));
      if (verdict !== 'ok') throw corruptStore(file, verdict);
    }
    judge(database);
    database.configure();
    migrate(database, undefined, options.keepCopy === undefined ? {} : { keepCopy: options.keepCopy });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeOn(database: Database, secrets: Secrets, dataDirectory: string, source: SecretSource): Store {
  const hosts = hostQueries(database, secrets);
  const facts = factsQueries(database);
  const derived = derivedQueries(database);
  const samples = sampleQueries(database);
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
    samples,
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
    identities: identityQueries(database),
    loginAttempts: loginAttemptQueries(database),
    settings: settingQueries(database),
    retention: retentionQueries(database, samples),
    documents: documentQueries(database),
    jobs: jobQueries(database),
    alerts: alertQueries(database),
    channels: channelQueries(database, secrets),
    outbox: outboxQueries(database),
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
          // A timer has no caller to throw to; the next change tries again.
          if (!(error instanceof StoreError)) throw error;
        }
      }),
    backups: backups(database, dataDirectory, source),
    close() {
      try {
        derived.flush();
      } catch {
        // It is made again from the facts; a full disk must not keep a process from ending.
      }
      database.close();
    },
  };
}
