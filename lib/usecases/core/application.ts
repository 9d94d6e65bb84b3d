import { type Access, createAccess } from '../../access/access.ts';
import type { HostId, RunId } from '../../domain/ids.ts';
import type { RunningJobs } from '../../domain/job.ts';
import type { RememberedJudgement } from '../../domain/judgement.ts';
import type { LostContact } from '../../domain/lost-contact.ts';
import { SessionPool } from '../../hosts/sessions/session-pool.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { isKnownVisitor, type RequestHeaders } from '../accounts/known-visitor.ts';
import { readSettings, type Settings } from '../server/settings.ts';
import { type SignInMemory, signInMemory } from '../sign-in/memory.ts';
import { EventBus } from './event-bus.ts';
import { logProblem } from './log.ts';

/**
 * Everything that lives as long as the process: the store, the connections, the event bus. Next builds instrumentation,
 * pages and routes as separate bundles, so a module-level variable would exist several times; this hangs on `globalThis`,
 * here and nowhere else.
 */
export interface Application {
  settings: Settings;
  store: Store;
  access: Access;
  pool: SessionPool;
  events: EventBus;
  /** work in flight by host, so that two askers share one scan */
  scans: Map<string, Promise<unknown>>;
  /** walks that measure sizes, by host, so that they can be ended */
  measuring: Map<HostId, AbortController>;
  /** what could be done on each host when it was last judged (lib/usecases/plans/host-offers.ts) */
  offers: Map<HostId, RememberedJudgement>;
  /** runs that go on, and whose host does not answer their follower now (lib/usecases/runs/lost-contact.ts) */
  lostRuns: Map<RunId, LostContact>;
  /** accounts one of whose pastes is being read */
  diagnosing: Map<string, Diagnosing>;
  /** logins that are on their way to a sign-in provider and back */
  signIn: SignInMemory;
  /** what is done by itself, in the process that serves; null elsewhere */
  jobs: RunningJobs | null;
  /** how long a run on a demo host takes, whatever its plan; tests need not wait */
  demoRunMs: number;
  now(): Date;
}

/** One paste that is being read: whether its asker went away, and when its thread has ended. */
interface Diagnosing {
  signal: AbortSignal;
  ended: Promise<void>;
}

const slot = Symbol.for('bilge.application');
/** For scripts/listen.mjs, which runs uncompiled in front of all bundles. */
const doorSlot = Symbol.for('bilge.door');
interface Door {
  knows(headers: RequestHeaders, address: string): boolean;
}
const holder = globalThis as { [slot]?: Application; [doorSlot]?: Door };

/** The process-wide application; opened on first use. */
export function application(): Application {
  holder[slot] ??= openApplication(readSettings());
  return holder[slot];
}

export function openApplication(settings: Settings, options: { checkIntegrity?: boolean } = {}): Application {
  const now = (): Date => new Date();
  const store = openStore({
    dataDirectory: settings.dataDirectory,
    ...(settings.secret === null ? {} : { secret: settings.secret }),
    ...(settings.secretFile === null ? {} : { secretFile: settings.secretFile }),
    ...options,
  });
  return {
    settings,
    store,
    access: createAccess(store, { clock: now, warn: (text) => logProblem(text) }),
    pool: new SessionPool(),
    events: new EventBus(),
    scans: new Map(),
    measuring: new Map(),
    offers: new Map(),
    lostRuns: new Map(),
    diagnosing: new Map(),
    signIn: signInMemory(),
    jobs: null,
    demoRunMs: 7_000,
    now,
  };
}

/** For the process that serves: `application()` finds this one. */
export function keepApplication(app: Application): void {
  holder[slot] = app;
  holder[doorSlot] = { knows: (headers, address) => isKnownVisitor(app, headers, address) };
}

export async function closeApplication(app: Application): Promise<void> {
  app.events.shutdown();
  if (holder[slot] === app) delete holder[doorSlot];
  await app.pool.closeAll();
  app.store.close();
  if (holder[slot] === app) delete holder[slot];
}
