import fs from 'node:fs';
import { acquireServerLock, type ServerLock } from '../../store/database/server-lock.ts';
import { firstStartText, keyPlace, ownAddresses } from '../accounts/first-start.ts';
import { sendingEnded } from '../alerts/alert-jobs.ts';
import { closeAbandonedBatches } from '../batches/batch-store.ts';
import { type Application, closeApplication, keepApplication, openApplication } from '../core/application.ts';
import { logLine, logProblem } from '../core/log.ts';
import { addDemoHosts } from '../demo/demo-hosts.ts';
import { startHomeAssistant } from '../home-assistant/home-assistant.ts';
import { jobKinds } from '../jobs/job-kinds.ts';
import { startJobs } from '../jobs/start-jobs.ts';
import { followUnfinished } from '../runs/follow-runs.ts';
import { startMeasuring } from '../scans/measuring.ts';
import { readSettings, type Settings } from './settings.ts';
import { checkStart, type Starting, startFailure } from './start-checks.ts';

const startedSlot = Symbol.for('bilge.started');
/** scripts/listen.mjs reads it: a path made from the working directory here would make Next carry the whole project along. */
const builtSlot = Symbol.for('bilge.built');

/** What the serving process does once, before its first request. */
export async function startDashboard(): Promise<void> {
  let settings: Settings;
  let app: Application;
  let lock: ServerLock;
  try {
    settings = readSettings();
    checkStart(ourStart(settings.dataDirectory));
    lock = acquireServerLock(settings.dataDirectory);
    app = openApplication(settings, { checkIntegrity: true });
    announceStart();
    await announceSetup(app);
  } catch (error) {
    // Next would log a stack and serve errors for ever; a person needs the one sentence that says what to do.
    const failure = startFailure(error);
    logProblem(failure.line);
    process.exit(failure.exitCode);
  }
  keepApplication(app);
  if (settings.isDemo) await addDemoHosts(app, { kind: 'system', name: 'npm run up -- --demo', role: 'admin' });
  app.store.hostStates.forgetScanning();
  const stopMeasuring = startMeasuring(app);
  // What an earlier process had begun is closed before anything else is: no batch goes on by itself.
  closeAbandonedBatches(app);
  followUnfinished(app);
  const stopJobs = startJobs(app, jobKinds);
  const stopHomeAssistant = startHomeAssistant(app);
  const stopWatching = app.store.watchForeignWrites(() => app.events.publish({ type: 'hosts' }));

  const stop = (): void => {
    // An open connection must not keep the process alive for ever.
    setTimeout(() => process.exit(143), 8_000).unref();
    stopJobs();
    stopMeasuring();
    stopWatching();
    void Promise.all([sendingEnded(app), stopHomeAssistant()])
      .then(() => closeApplication(app))
      .finally(() => lock.release());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** scripts/listen/announce.mjs knows the addresses; a development server has no such line. */
function announceStart(): void {
  const slots = globalThis as { [startedSlot]?: () => void };
  slots[startedSlot]?.();
}

function ourStart(dataDirectory: string): Starting {
  return {
    dataDirectory,
    user: process.getuid && process.getgid ? { uid: process.getuid(), gid: process.getgid() } : null,
    now: new Date(),
    builtAt: (globalThis as { [builtSlot]?: Date })[builtSlot] ?? null,
    mountInfo: fs.existsSync('/proc/self/mountinfo') ? fs.readFileSync('/proc/self/mountinfo', 'utf8') : '',
  };
}

async function announceSetup(app: Application): Promise<void> {
  const made = await app.access.setup.fromEnvironment(app.settings.adminPassword);
  if (made) logLine(`Created the first admin “${made.name}” from BILGE_ADMIN_PASSWORD.`);
  const code = app.access.setup.newCode();
  if (code === null) return;
  for (const line of firstStartText({ code, addresses: ownAddresses(app.settings), keyPlace: keyPlace(app.settings) }))
    logLine(line);
}
