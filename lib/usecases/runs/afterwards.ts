import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { RunAfterwards, RunLink, Taken } from '../../domain/afterwards.ts';
import { fateWord } from '../../domain/afterwards-words.ts';
import { type Fact, known, unknown } from '../../domain/fact.ts';
import { formatMoment } from '../../domain/format.ts';
import type { HostId } from '../../domain/ids.ts';
import { isFinal, isSeenAfter, type Run } from '../../domain/run.ts';
import { leaseHolds } from '../../facts/views/containerd/lease-holds.ts';
import type { Application } from '../core/application.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';

type Past = Pick<Run, 'id' | 'actionId' | 'startedAt' | 'startedBy' | 'steps'>;

/** Reads the store only: runs say themselves what they moved, so nothing has to be written when one undoes another. */
export function readAfterwards(app: Application, actor: Actor, run: Run): RunAfterwards {
  requireRole(actor, 'viewer');
  const names = quarantinedBy(run);
  if (names.length > 0) {
    const later = app.store.runs.ofActions(run.hostId, [restore, purge], { after: run.startedAt });
    const fates = fatesOf(run, later, seenNow(app, run));
    return fates.quarantined?.bytes.state === 'unknown' ? measuredNow(app, actor, run, fates) : fates;
  }
  if (run.actionId !== restore && run.actionId !== purge) return { ...nothing, of: [] };
  const earlier = app.store.runs.ofActions(run.hostId, quarantines, { before: run.startedAt });
  return { ...nothing, of: sourcesOf(run, earlier) };
}

/** For a list of runs: `undone` and its like, by id. */
export function readFates(app: Application, actor: Actor, runs: readonly Run[]): ReadonlyMap<string, string> {
  requireRole(actor, 'viewer');
  // What took something out of the quarantine is asked once for each host, not once for each run of it.
  const takers = new Map<HostId, Run[]>();
  const takersOn = (hostId: HostId): Run[] => {
    const found = takers.get(hostId) ?? app.store.runs.ofActions(hostId, [restore, purge], { after: '' });
    takers.set(hostId, found);
    return found;
  };
  return new Map(
    runs.flatMap((run) => {
      if (quarantinedBy(run).length === 0) return [];
      const later = takersOn(run.hostId).filter(({ startedAt }) => startedAt > run.startedAt);
      const fate = fateWord(fatesOf(run, later, seenNow(app, run)));
      return fate === null ? [] : [[run.id, fate] as const];
    }),
  );
}

const leases = 'remove-leaked-leases';
const quarantines = ['remove-leaked-layers', leases];
const restore = 'restore-quarantine';
const purge = 'purge-quarantine';
const nothing = { quarantined: null, restored: none(), purged: none(), gone: 0 };

/** A name may be quarantined again after it was restored: the first run after this one that took it out decides. */
export function fatesOf(run: Run, later: readonly Past[], seen: ReadonlySet<string> | null): RunAfterwards {
  const left = new Set(quarantinedBy(run));
  const restored = none();
  const purged = none();
  for (const other of [...later].sort((one, two) => (one.startedAt < two.startedAt ? -1 : 1))) {
    const took = doneSteps(other).filter(({ target }) => left.delete(target.id)).length;
    if (took === 0) continue;
    const fate = other.actionId === restore ? restored : purged;
    fate.count += took;
    fate.runs.push(linkTo(other));
  }
  const gone = [...left].filter((name) => seen !== null && !seen.has(name));
  for (const name of gone) left.delete(name);
  const sizes = run.steps.filter(({ target, state }) => state === 'done' && left.has(target.id));
  const isKnown = sizes.every(({ bytes }) => bytes.state === 'known');
  const sum = sizes.reduce((total, { bytes }) => total + (bytes.state === 'known' ? bytes.value : 0), 0);
  const bytes = isKnown ? known(sum) : unknown('not-collected', 'Not all of it has been measured yet.');
  return {
    quarantined: { count: left.size, bytes, names: [...left] },
    restored,
    purged,
    gone: gone.length,
    of: [],
  };
}

/** For each object the newest run before this one that quarantined it. */
export function sourcesOf(run: Past, earlier: readonly Run[]): RunLink[] {
  const open = new Set(doneSteps(run).map(({ target }) => target.id));
  const sources: RunLink[] = [];
  for (const other of [...earlier].sort((one, two) => (one.startedAt < two.startedAt ? 1 : -1))) {
    const took = quarantinedBy(other).filter((name) => open.delete(name));
    if (took.length > 0) sources.push(linkTo(other));
  }
  return sources;
}

/** Why a run cannot be undone any more, for a person; null where something of it is still quarantined. */
export function whyNothingIsLeft({ quarantined, restored, purged }: RunAfterwards): string | null {
  if (quarantined === null || quarantined.count > 0) return null;
  const by = ({ runs }: Taken): string => {
    const last = runs.at(-1);
    return last === undefined ? '' : ` on ${formatMoment(last.at)} by ${last.by}`;
  };
  if (purged.count > 0) return `What this run quarantined was deleted${by(purged)}, so it cannot be restored.`;
  if (restored.count > 0) return `This run was undone${by(restored)}.`;
  return 'What this run quarantined is no longer there.';
}

/** What was not measured when the run ended may have been since, in the quarantine. */
function measuredNow(app: Application, actor: Actor, run: Run, fates: RunAfterwards): RunAfterwards {
  const { quarantined } = fates;
  if (quarantined === null || app.store.hosts.byId(run.hostId) === null) return fates;
  const entries = listQuarantine(app, actor, run.hostId);
  if (entries.state === 'unknown') return fates;
  const now = new Map(entries.value.filter(({ runId }) => runId === run.id).map((each) => [each.originalName, each]));
  const then = new Map(run.steps.map(({ target, bytes }) => [target.id, bytes]));
  const sizes = quarantined.names.map((name): Fact<number> | undefined => now.get(name)?.bytes ?? then.get(name));
  const measured = sizes.flatMap((size) => (size?.state === 'known' ? [size.value] : []));
  if (measured.length < sizes.length) return fates;
  return { ...fates, quarantined: { ...quarantined, bytes: known(measured.reduce((sum, size) => sum + size, 0)) } };
}

/** While it runs it still may undo what it did. */
function quarantinedBy(run: Run): string[] {
  if (!('until' in run.undo) || !isFinal(run.state)) return [];
  return doneSteps(run)
    .filter(({ target }) => target.kind === 'layer' || target.kind === 'containerd-lease')
    .map(({ target }) => target.id);
}

function doneSteps({ steps }: Pick<Past, 'steps'>): Past['steps'] {
  return steps.filter(({ state }) => state === 'done');
}

/** What a scan after the run saw in the quarantine; null where none did, and then nothing is called gone. */
function seenNow(app: Application, run: Run): ReadonlySet<string> | null {
  const facts = app.store.facts.latest(run.hostId);
  if (facts === null || !isSeenAfter(facts.collectedAt, run, app.now())) return null;
  // Of leases the quarantine is a hold in containerd's own records.
  const entries: Fact<readonly { originalName: string }[]> =
    run.actionId === leases ? leaseHolds(facts) : facts.sections.quarantine;
  return entries.state === 'known' ? new Set(entries.value.map(({ originalName }) => originalName)) : null;
}

function none(): Taken {
  return { count: 0, runs: [] };
}

function linkTo({ id, startedAt, startedBy }: Past): RunLink {
  return { id, at: startedAt, by: startedBy };
}
