import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Actor } from '../../access/actor.ts';
import { type Diagnosis, pasteLimits } from '../../domain/diagnosis.ts';
import { AppError, LimitError, messageOf } from '../../domain/errors.ts';
import type { Application } from '../core/application.ts';
import { type BoundedTexts, boundTexts, diagnoseBounded } from './diagnosis-limits.ts';

/**
 * Diagnosing a paste on the server: in a separate thread with a deadline and a memory limit, one at a time for each account and few in
 * all, so that no other request waits for it. The thread ends with the answer, the deadline, the asker or the dashboard.
 */
export async function diagnoseApart(
  app: Pick<Application, 'diagnosing' | 'events' | 'now'>,
  actor: Actor,
  texts: readonly string[],
  options: { signal?: AbortSignal; seconds?: number } = {},
): Promise<Diagnosis> {
  const bounded = boundTexts(texts);
  const asker = accountOf(actor);
  // Someone who reloads the page and presses again: the first thread is being ended, and is waited for.
  const before = app.diagnosing.get(asker);
  if (before?.signal.aborted) await before.ended;
  if (app.diagnosing.has(asker))
    throw new LimitError(
      'too-many',
      'Your previous paste is still being processed. Wait for its result, then send the next one.',
    );
  if (app.diagnosing.size >= pasteLimits.atOnce)
    throw new LimitError('too-many', 'Bilge is busy with other pastes. Try again in a moment.');
  const stop = new AbortController();
  const forget = app.events.onShutdown(() => stop.abort());
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  app.diagnosing.set(asker, { signal, ended });
  try {
    return await judgeInThread(bounded, app.now().toISOString(), {
      signal,
      seconds: options.seconds ?? pasteLimits.seconds,
    });
  } finally {
    forget();
    app.diagnosing.delete(asker);
    end();
  }
}

/** For the command line, whose process is its own: the same bounds, but for the deadline (Ctrl-C is at hand). */
export function diagnoseHere(texts: readonly string[], now: string): Diagnosis {
  return diagnoseBounded(boundTexts(texts), now);
}

/** All sessions and tokens of one account share its turn. */
function accountOf(actor: Actor): string {
  if (actor.kind === 'user') return actor.userId;
  return actor.kind === 'token' ? actor.ownerId : `${actor.kind} ${actor.name}`;
}

async function judgeInThread(
  bounded: BoundedTexts,
  now: string,
  { signal, seconds }: { signal: AbortSignal; seconds: number },
): Promise<Diagnosis> {
  if (signal.aborted) throw new LimitError('too-many', 'Not started: the request was cancelled.');
  const worker = new Worker(workerFile(), {
    name: 'diagnose',
    workerData: { bounded, now },
    // Neither the flags of the server (it preloads its listener) nor its environment (it holds its secrets) are for this.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: pasteLimits.memoryMiB, maxYoungGenerationSizeMb: 32 },
  });
  let timer: NodeJS.Timeout | undefined;
  let abandon = (): void => {};
  try {
    return await new Promise<Diagnosis>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(failure(error)));
      worker.once('exit', () => reject(new Error('The diagnosis worker ended without a result.')));
      timer = setTimeout(() => reject(tooSlow(seconds)), seconds * 1000);
      abandon = () => reject(new LimitError('too-many', 'Stopped: the request was cancelled.'));
      signal.addEventListener('abort', abandon, { once: true });
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abandon);
    // Also ends one that is in the middle of a computation; the next paste of this asker waits for it.
    await worker.terminate();
  }
}

function failure(error: unknown): Error {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new LimitError('too-large', 'This paste needs too much memory. Paste only the part around the error.');
  return error instanceof AppError ? error : new Error(`reading a paste: ${messageOf(error)}`, { cause: error });
}

function tooSlow(seconds: number): LimitError {
  return new LimitError(
    'too-large',
    `Processing this took longer than ${seconds} s and was stopped. Paste only the part around the error.`,
  );
}

/** The built dashboard runs in its own folder, with the thread bundled beside it (scripts/standalone.mjs); everything else in the sources. */
function workerFile(): string {
  const built = path.join(process.cwd(), 'diagnose-worker.mjs');
  return fs.existsSync(built) ? built : path.join(process.cwd(), 'lib/usecases/diagnosis/diagnose-worker.ts');
}
