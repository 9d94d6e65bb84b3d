import fs from 'node:fs';
import path from 'node:path';
import { formatBytes } from '../../domain/bytes.ts';
import { messageOf } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { databaseFileName, openDatabaseFile, openStore, type Store } from '../../store/open-store.ts';
import { forgetSealedSecrets } from '../../store/secrets/secrets.ts';
import { alertSettingsProblem } from '../alerts/alert-settings.ts';
import type { Settings } from './settings.ts';

export interface DoctorCheck {
  id: 'runtime' | 'data' | 'key' | 'database' | 'stored' | 'space';
  ok: boolean;
  detail: string;
}

/** Bilge looks at itself; each check says what to do. Changes nothing but what opening the store changes. */
export async function examineDashboard(settings: Settings): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [
    { id: 'runtime', ok: true, detail: `Node ${process.versions.node} on ${process.platform} ${process.arch}` },
  ];
  checks.push(examineDirectory(settings));
  checks.push(examineSpace(settings));
  try {
    const store = openStore({
      dataDirectory: settings.dataDirectory,
      ...(settings.secret === null ? {} : { secret: settings.secret }),
      ...(settings.secretFile === null ? {} : { secretFile: settings.secretFile }),
      checkIntegrity: true,
    });
    const hosts = store.hosts.all();
    for (const host of hosts) store.hosts.secrets(host.id);
    checks.push({
      id: 'database',
      ok: true,
      detail: `${store.file}: sound, ${hosts.length} hosts, ${store.users.count()} users`,
    });
    checks.push({ id: 'key', ok: true, detail: 'decrypts every stored secret' });
    checks.push(examineStored(store));
    store.close();
  } catch (error) {
    checks.push({ id: 'database', ok: false, detail: messageOf(error) });
  }
  return checks;
}

/** Each with its id and what to do; beyond these a backup is the answer. */
const mostProblems = 10;

/** Every value that has a stand-in where it does not parse. */
function examineStored(store: Store): DoctorCheck {
  const hosts = store.hosts.all();
  const all = { limit: Number.MAX_SAFE_INTEGER };
  const problems = [
    ...[...hosts, ...store.plans.list(all), ...store.runs.list(all)].flatMap(({ unreadable }) => unreadable ?? []),
    ...hosts.flatMap((host) => {
      const facts = store.facts.latest(host.id);
      const sections = facts === null ? [] : Object.values<Fact<unknown>>(facts.sections);
      const broken = sections.filter((fact) => fact.state === 'unknown' && fact.detail.includes('stored scan'));
      return broken.slice(0, 1).flatMap((fact) => ('detail' in fact ? `${host.name}: ${fact.detail}` : []));
    }),
    ...store.channels.all().flatMap(({ unreadable }) => unreadable ?? []),
    ...store.documents.unreadable().map(({ said }) => said),
    ...store.jobs.unreadable(),
    ...store.alerts.unreadable(),
    ...store.samples.unreadable(),
    ...[alertSettingsProblem({ store })].flatMap((problem) => problem ?? []),
  ];
  const moved = store.documents.movedAway();
  const ofMoved = moved === 0 ? '' : ` (${moved} that could not be read were kept and written again)`;
  if (problems.length === 0) return { id: 'stored', ok: true, detail: `everything stored can be read${ofMoved}` };
  const more = problems.length - mostProblems;
  const told = problems.slice(0, mostProblems).join(' ');
  return { id: 'stored', ok: false, detail: more > 0 ? `${told} (and ${more} more)` : told };
}

function examineDirectory(settings: Settings): DoctorCheck {
  const directory = settings.dataDirectory;
  try {
    fs.accessSync(directory, fs.constants.R_OK | fs.constants.W_OK);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return {
      id: 'data',
      ok: missing,
      detail: missing
        ? `${directory} does not exist yet; it is created on first use`
        : `this user cannot write to ${directory}: ${messageOf(error)}`,
    };
  }
  const mode = fs.statSync(directory).mode & 0o077;
  if (mode !== 0)
    return { id: 'data', ok: false, detail: `other users can read ${directory}; run: chmod 700 ${directory}` };
  return { id: 'data', ok: true, detail: directory };
}

function examineSpace(settings: Settings): DoctorCheck {
  let directory = settings.dataDirectory;
  while (!fs.existsSync(directory)) directory = path.dirname(directory);
  const stat = fs.statfsSync(directory);
  const free = stat.bavail * stat.bsize;
  return {
    id: 'space',
    ok: free > 64 * 1024 * 1024,
    detail: `${formatBytes(free)} free for the database${free > 64 * 1024 * 1024 ? '' : ': too little to write the history'}`,
  };
}

/** The key file is gone for good: what it sealed can never be read again, everything else is kept. */
export function forgetSecrets(settings: Settings): number {
  const database = openDatabaseFile(settings.dataDirectory, path.join(settings.dataDirectory, databaseFileName), {
    checkIntegrity: false,
  });
  try {
    return forgetSealedSecrets(database);
  } finally {
    database.close();
  }
}
