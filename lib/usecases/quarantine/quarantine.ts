import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type Fact, mapFact } from '../../domain/fact.ts';
import type { QuarantineEntry } from '../../domain/layer-facts.ts';
import { type LeaseHold, leaseHolds } from '../../facts/views/containerd/lease-holds.ts';
import { sizesFrom } from '../../facts/views/leaks/leak.ts';
import { quarantineSize } from '../../facts/views/rows/quarantine-rows.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { whyStillThere } from './due-quarantine.ts';

export interface SetAside {
  entry: string;
  driver: string;
  path: string;
  originalName: string;
  bytes: Fact<number>;
  /** ISO; null where the note does not say */
  setAsideAt: string | null;
  purgeAt: string | null;
  runId: string | null;
  /** for a due entry: why it is still there; else null */
  overdue: string | null;
}

/** The quarantine of a host with its dates, as the last scan saw it. */
export function listQuarantine(app: Application, actor: Actor, idOrName: string): Fact<SetAside[]> {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const facts = app.store.facts.latest(host.id);
  if (!facts) return { state: 'unknown', reason: 'not-collected', detail: `${host.name} has not been scanned yet.` };
  const sizes = sizesFrom(app.store.measurements.all(host.id));
  const held = leaseHolds(facts);
  return mapFact(facts.sections.quarantine, (entries) =>
    [
      ...entries.map((entry) => setAside(entry, quarantineSize(entry, sizes)?.bytes)),
      ...(held.state === 'known' ? held.value : []).map(heldLease),
    ].map((shown) => ({ ...shown, overdue: whyStillThere(app, host.id, shown) })),
  );
}

/** A hold in containerd's store lies nowhere: it keeps what lies there already. */
function heldLease(hold: LeaseHold): Omit<SetAside, 'overdue'> {
  const { entry, originalName, setAsideAt, purgeAt, runId, bytes, namespace } = hold;
  return {
    entry,
    driver: 'containerd',
    path: `containerd, namespace ${namespace}, lease ${entry}`,
    originalName,
    bytes:
      bytes === null
        ? { state: 'unknown', reason: 'not-collected', detail: 'Its size was unknown when it was held.' }
        : { state: 'known', value: bytes },
    setAsideAt,
    purgeAt,
    runId,
  };
}

function setAside(entry: QuarantineEntry, bytes: number | undefined): Omit<SetAside, 'overdue'> {
  return {
    entry: entry.entry,
    driver: entry.driver,
    path: entry.path,
    originalName: entry.originalName,
    bytes:
      bytes === undefined
        ? { state: 'unknown', reason: 'not-collected', detail: 'Not measured yet.' }
        : { state: 'known', value: bytes },
    setAsideAt: entry.note.at ?? null,
    // The note of a run that was to delete at once may have none.
    purgeAt: entry.note.purgeAfter || null,
    runId: entry.note.run ?? null,
  };
}
