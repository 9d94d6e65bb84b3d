import { spawn } from 'node:child_process';
import { labFolder } from './lab-paths.ts';
import { thisProcess } from './process-identity.ts';
import { reap } from './reap.ts';

/**
 * The process that starts hosts owns them. However it ends, its hosts go: `stopAll` in the ordinary case, the signal
 * handlers on Ctrl-C, and a small watcher process for what runs no handler (SIGKILL, a crash, a killed test worker).
 */
const stoppers = new Set<() => Promise<void>>();
let preparation: Promise<void> | undefined;

/** Once per process, before its first host. */
export function becomeOwner(): Promise<void> {
  preparation ??= prepare();
  return preparation;
}

async function prepare(): Promise<void> {
  await reap();
  const owner = thisProcess();
  spawn(
    'sh',
    [`${labFolder}/watch-owner.sh`, String(owner.pid), owner.startTime, process.execPath, `${labFolder}/reap.ts`],
    {
      detached: true,
      stdio: 'ignore',
    },
  ).unref();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      void stopAll().finally(() => process.exit(code));
    });
  }
}

export function ownHost(stop: () => Promise<void>): void {
  stoppers.add(stop);
}

export function disownHost(stop: () => Promise<void>): void {
  stoppers.delete(stop);
}

/** Stops every host that this process started. One that fails to stop does not keep the others alive. */
export async function stopAll(): Promise<void> {
  const results = await Promise.allSettled([...stoppers].map((stop) => stop()));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, 'some lab hosts could not be removed: run node lab/reap.ts');
}
