import { attachHost } from '../../lab/lab.ts';
import type { Actor } from '../../lib/access/actor.ts';
import type { ContainerdConnection } from '../../lib/domain/containerd-api.ts';
import { isFinal } from '../../lib/domain/run.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import { openApplication } from '../../lib/usecases/core/application.ts';
import { applyPlan, readRun } from '../../lib/usecases/runs/runs.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { type LeaseFault, leaseBlows } from './lease-strike.ts';

/**
 * `node test/faults/lease-process.ts PLAN LAB-HOST BOUNDARY FAULT`: a dashboard of its own process that applies a plan over containerd and is struck at
 * one boundary. A boundary is where something has just become true: a line is in the journal, or containerd has done a call. Nothing more is sent to the
 * host before the blow has fallen. Prints each boundary that it reaches, so that the last line tells where it was struck.
 */
const [planId = '', labName = '', wanted = '', fault = ''] = process.argv.slice(2);
const actor: Actor = { kind: 'cli', name: 'cli:faults', role: 'admin' };
const app = openApplication(readSettings());
const lab = await attachHost(labName);

let number = 0;
let falling: Promise<unknown> = Promise.resolve();
function boundary(name: string): void {
  number += 1;
  if (number !== Number(wanted)) return;
  process.stdout.write(`${number} ${name}\n`);
  if (fault === 'kill -9 of the dashboard') process.kill(process.pid, 'SIGKILL');
  falling = lab.exec(leaseBlows[fault as LeaseFault], { allowFailure: true, timeoutMs: 60_000 });
}

const { journal } = app.store;
const append = journal.append.bind(journal);
journal.append = (entries) => {
  const given = append(entries);
  for (const { type, step } of entries) boundary(`journal: ${type}${step === undefined ? '' : ` ${step}`}`);
  return given;
};

const changes: ReadonlySet<string> = new Set(['create', 'addResource', 'deleteAndCollect']);

/** Calls wait for the blow; `wrap` sees what a call gave, and its name. */
function waiting<T extends object>(target: T, wrap: (name: string, given: unknown) => unknown): T {
  return new Proxy(target, {
    get(whole, name) {
      const value: unknown = Reflect.get(whole, name, whole);
      if (typeof value !== 'function' || name === 'close')
        return typeof value === 'function' ? value.bind(whole) : value;
      return async (...args: unknown[]) => {
        await falling;
        return wrap(String(name), await value.apply(whole, args));
      };
    },
  });
}

const struckClient = (client: ContainerdConnection) =>
  waiting(client, (name, given) => {
    if (changes.has(name)) boundary(`containerd: ${name}`);
    return given;
  });
/** One for each connection: by that a run tells that it was lost. */
const struckSessions = new WeakMap<HostSession, HostSession>();
function struckSession(session: HostSession): HostSession {
  const known = struckSessions.get(session);
  if (known !== undefined) return known;
  const made = waiting(session, (name, given) =>
    name === 'containerd' ? struckClient(given as ContainerdConnection) : given,
  );
  struckSessions.set(session, made);
  return made;
}

const acquire = app.pool.acquire.bind(app.pool);
app.pool.acquire = async (...args) => {
  await falling;
  const lease = await acquire(...args);
  return { ...lease, session: struckSession(lease.session) };
};

const run = await applyPlan(app, actor, planId, 'nas');
// Its last line is the end: the scan after a run is not what is struck.
const { promise: ended, resolve } = Promise.withResolvers<void>();
const stop = app.events.subscribe(() => {
  if (isFinal(readRun(app, actor, run.id).state)) resolve();
});
if (isFinal(readRun(app, actor, run.id).state)) resolve();
await ended;
stop();
await falling;
process.exit(0);
