import type { HostId } from '../../domain/ids.ts';
import type { Application } from '../core/application.ts';

export interface ScanOptions {
  /** wait until sizes are measured too */
  measure?: boolean;
  /** read everything again, without the memory of this connection: before a plan, after a run */
  whole?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: { text: string; done: number; total: number }) => void;
}

/**
 * One scan at a time per host. A normal request joins a running scan. A full rescan (before a plan, after a run) must start after the
 * request: it waits for the running scan, and all waiting requests share the next one.
 */
export function oneScan<T>(app: Application, hostId: HostId, isWhole: boolean, work: () => Promise<T>): Promise<T> {
  const plain = `scan ${hostId}`;
  const whole = `whole scan ${hostId}`;
  if (!isWhole) return shared(app, app.scans.has(whole) ? whole : plain, work);
  const running = app.scans.get(whole) ?? app.scans.get(plain);
  if (running === undefined) return shared(app, whole, work);
  const next = `next ${whole}`;
  const waiting = app.scans.get(next) as Promise<T> | undefined;
  if (waiting) return waiting;
  const started = (async () => {
    await running.catch(() => undefined);
    // A plain one may have begun since; a whole one that did began after it was asked for, and is shared.
    await app.scans.get(plain)?.catch(() => undefined);
    app.scans.delete(next);
    return shared(app, whole, work);
  })();
  app.scans.set(next, started);
  return started;
}

/** Each of them, one after the other, by name. */
export async function oneByOne<T>(app: Application, name: string, work: () => Promise<T>): Promise<T> {
  while (app.scans.has(name)) await app.scans.get(name)?.catch(() => undefined);
  return shared(app, name, work);
}

/** One piece of work by name, however many ask for it at the same time. */
export function shared<T>(app: Application, name: string, work: () => Promise<T>): Promise<T> {
  const running = app.scans.get(name) as Promise<T> | undefined;
  if (running) return running;
  const started = work().finally(() => app.scans.delete(name));
  app.scans.set(name, started);
  return started;
}
