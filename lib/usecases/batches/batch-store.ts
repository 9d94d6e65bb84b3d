import { type Batch, type BatchItem, isWorking } from '../../domain/batch.ts';
import { NotFoundError } from '../../domain/errors.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { isAtWork, seenEveryMs, workerNow } from '../core/worker-process.ts';

/** The record of what was done are its runs and the audit; of batches themselves the newest are enough. */
const mostKept = 30;

const collectionOf = (app: Application) => app.store.documents.stored('batches');

export function batchOf(app: Application, id: string): Batch {
  const batch = collectionOf(app).byId(id);
  if (batch === null) throw new NotFoundError(`No cleanup ${id}.`);
  return batch;
}

/** Ids of those that cannot be read, each with why and what to do. Nothing of them goes on, and they stay as they are. */
export function unreadableBatches(app: Application): { id: string; said: string }[] {
  return collectionOf(app).unreadable();
}

/** Newest first. One that cannot be read is left out, because the overview lists them and must open all the same. */
export function allBatches(app: Application): Batch[] {
  return collectionOf(app)
    .allReadable()
    .map(({ value }) => value)
    .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
}

export function putBatch(app: Application, batch: Batch): Batch {
  collectionOf(app).put(batch.id, batch, app.now().toISOString());
  app.events.publish({ type: 'batch', batchId: batch.id });
  return batch;
}

/** Reads, changes and writes in one turn, so that no two changes of it lose one another. */
export function changeBatch(app: Application, id: string, change: (batch: Batch) => Batch): Batch {
  const changed = app.store.transaction(() => {
    const next = change(batchOf(app, id));
    collectionOf(app).put(id, next, app.now().toISOString());
    return next;
  });
  app.events.publish({ type: 'batch', batchId: id });
  return changed;
}

/** Only what is given; the rest of the item stays as it is stored. */
export function changeItem(app: Application, id: string, hostId: string, change: Partial<BatchItem>): void {
  changeBatch(app, id, (batch) => ({
    ...batch,
    items: batch.items.map((item) => (item.hostId === hostId ? { ...item, ...change } : item)),
  }));
}

/** The end of one that waited or ran: what it did not come to is said. */
export function ended(app: Application, batch: Batch, state: 'succeeded' | 'stopped', said: string | null): Batch {
  return {
    ...batch,
    state,
    said,
    endedAt: app.now().toISOString(),
    worker: null,
    items: batch.items.map((item) => (item.state === 'planned' ? { ...item, state: 'not-reached' } : item)),
  };
}

export function forgetOldBatches(app: Application): void {
  for (const { id } of allBatches(app)
    .filter((batch) => !isWorking(batch))
    .slice(mostKept))
    collectionOf(app).remove(id);
}

/** A batch has a worker exactly while it is planned or run: whoever finds the worker gone says so. What waited too long is closed too. */
export function closeAbandonedBatches(app: Application): void {
  try {
    for (const batch of allBatches(app)) {
      if (isExpired(app, batch)) changeBatch(app, batch.id, (fresh) => expired(app, fresh));
      else if (isWorking(batch) && !isAtWork(batch.worker, app.now()))
        changeBatch(app, batch.id, (fresh) => interrupted(app, fresh));
    }
  } catch (error) {
    // Neither a start nor a timer may end for a stored batch that cannot be read; nothing of it goes on either.
    logProblem('closing cleanups of several hosts', error);
  }
}

/** No one started it in time, and its plans are of one hour. */
function isExpired(app: Application, { state, items }: Batch): boolean {
  const now = app.now().toISOString();
  return state === 'proposed' && items.some(({ plan }) => plan !== null && plan.expiresAt <= now);
}

function expired(app: Application, batch: Batch): Batch {
  if (!isExpired(app, batch)) return batch;
  const said = 'The plans expired before anyone started them. Nothing was changed on any host. Plan again.';
  return ended(app, batch, 'stopped', said);
}

/** What was begun goes on on its host and is followed as any run; nothing else is begun. */
function interrupted(app: Application, batch: Batch): Batch {
  if (!isWorking(batch)) return batch;
  const current = batch.items.find(({ state }) => state === 'running');
  const why =
    batch.state === 'planning'
      ? 'The dashboard stopped while it planned. Nothing was changed on any host. Plan again.'
      : current === undefined
        ? 'The dashboard stopped between two hosts. The hosts that follow were not begun.'
        : `The dashboard stopped while ${current.hostName} was being cleaned up. Look at that run; the hosts after it were not begun.`;
  return {
    ...batch,
    state: 'interrupted',
    said: why,
    endedAt: app.now().toISOString(),
    worker: null,
    items: batch.items.map((item) =>
      item.state === 'running'
        ? { ...item, state: 'surprise', said: 'The dashboard stopped before the end of this run was known.' }
        : item.state === 'waiting' || (item.state === 'planned' && batch.state === 'running')
          ? { ...item, state: 'not-reached' }
          : item,
    ),
  };
}

/** Says every few seconds that this process works on it, and closes it where this process is told to end. */
export async function workingOn(
  app: Application,
  id: string,
  work: (isEnding: () => boolean) => Promise<void>,
): Promise<void> {
  let isEnding = false;
  const seen = setInterval(() => {
    try {
      changeBatch(app, id, (batch) => (isWorking(batch) ? { ...batch, worker: workerNow(app.now()) } : batch));
    } catch (error) {
      logProblem(`saying that ${id} is worked on`, error);
    }
  }, seenEveryMs);
  seen.unref();
  const forget = app.events.onShutdown(() => {
    isEnding = true;
    clearInterval(seen);
    changeBatch(app, id, (batch) => interrupted(app, batch));
  });
  try {
    await work(() => isEnding);
  } finally {
    clearInterval(seen);
    forget();
  }
}
