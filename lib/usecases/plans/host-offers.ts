import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Judgement, RememberedJudgement } from '../../domain/judgement.ts';
import { isSeenAfter } from '../../domain/run.ts';
import { atOnce, type InPieces } from '../../domain/slices.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { hasNoRoomLeft } from '../../health/space-checks.ts';
import type { Application } from '../core/application.ts';
import { heldProtections } from '../protections/held-protections.ts';
import { concludedInPieces } from '../scans/conclude-storage.ts';
import { judgeOffers } from './judge-offers.ts';
import { contextOver } from './planning.ts';

/** Why nothing can be promised of a host at the moment. */
export interface NotJudged {
  why: string;
}

/**
 * What was judged of a host, or why not. It is remembered with everything it depends on: a scan, a measurement, a run, a protection, a
 * changed setting or a new day makes it unknown at once, never wrong. Cheap: the overview asks it for every host.
 */
export function rememberedOffers(app: Application, host: Host): Judgement | NotJudged {
  const why = whyNot(app, host);
  if (why !== null) return { why };
  const held = app.offers.get(host.id);
  if (held !== undefined && held.basedOn === basisOf(app, host) && hasSizes(app, host, held)) return held.judgement;
  return { why: 'This was not checked yet against the newest scan.' };
}

/** For the page and the command of one host: judges now what is not remembered. */
export function judgedOffers(app: Application, host: Host): Judgement | NotJudged {
  const remembered = rememberedOffers(app, host);
  if (!('why' in remembered) || whyNot(app, host) !== null) return remembered;
  const work = judging(app, host);
  return work === null ? remembered : atOnce(work);
}

/** Whether it could be judged and is not remembered. Reads no facts. */
export function lacksJudgement(app: Application, host: Host): boolean {
  return whyNot(app, host) === null && 'why' in rememberedOffers(app, host);
}

/** Null where it is remembered already, or cannot be judged. */
export function missingJudgement(app: Application, host: Host): InPieces<Judgement> | null {
  return lacksJudgement(app, host) ? judging(app, host) : null;
}

/** After a scan: with the storage report that was just made of it. */
export function* judgedAfter(
  app: Application,
  host: Host,
  facts: HostFacts,
  storage: StorageReport,
): InPieces<Judgement | null> {
  if (whyNot(app, host) !== null) return null;
  return yield* kept(app, host, facts, storage);
}

function judging(app: Application, host: Host): InPieces<Judgement> | null {
  const facts = app.store.facts.latest(host.id);
  return facts === null ? null : overStored(app, host, facts);
}

function* overStored(app: Application, host: Host, facts: HostFacts): InPieces<Judgement> {
  const storage = yield* concludedInPieces(app, host.id, facts);
  return yield* kept(app, host, facts, storage);
}

function* kept(app: Application, host: Host, facts: HostFacts, storage: StorageReport): InPieces<Judgement> {
  const basedOn = basisOf(app, host);
  const measuredAt = app.store.measurements.newestAt(host.id);
  const findings = app.store.findings.open(host.id).map(({ finding }) => finding);
  const nearlyFull = hasNoRoomLeft(findings);
  const remedies = findings.flatMap((finding) => finding.remedies);
  const judgement = yield* judgeOffers(contextOver(app, host, facts, storage), remedies, nearlyFull);
  // Something may have changed between two pieces: what was judged before that must not replace what was judged after it.
  if (basisOf(app, host) === basedOn) app.offers.set(host.id, { basedOn, measuredAt, judgement });
  return judgement;
}

/** Everything that the plans depend on and that can change without a restart. */
function basisOf(app: Application, host: Host): string {
  return JSON.stringify([
    app.store.facts.newestOf(host.id)?.id,
    heldProtections(app, host.id),
    host.url,
    host.settings,
    app.store.runs.newestOf(host.id),
    // "Frees nothing until 7 Dec" is another day tomorrow.
    app.now().toISOString().slice(0, 10),
  ]);
}

/** While sizes are being measured one after the other, amounts may be those of its begin; they are judged again at its end. */
function hasSizes(app: Application, host: Host, { measuredAt }: RememberedJudgement): boolean {
  return app.measuring.has(host.id) || measuredAt === app.store.measurements.newestAt(host.id);
}

/** Facts from before a run's end tell nothing of what is there now. */
function whyNot(app: Application, host: Host): string | null {
  const newest = app.store.facts.newestOf(host.id);
  if (newest === null) return `${host.name} has not been scanned yet. Scan it first.`;
  const run = app.store.runs.newestOf(host.id);
  if (run === null) return null;
  if (run.endedAt === null) return 'A run is in progress on this host. Look again when it has ended.';
  return isSeenAfter(newest.collectedAt, run, app.now())
    ? null
    : 'A run changed this host after its last scan. Scan it again.';
}

/** Nothing can be done on a host that does not answer, whatever its last scan said; null where it answers. */
export function whyUnreachable(app: Application, host: Host): string | null {
  return app.store.hostStates.of(host.id).state === 'unreachable' ? 'This host is not reachable now.' : null;
}

/** What is remembered goes with its host. */
export function forgetRemovedOffers(app: Application): void {
  for (const id of app.offers.keys()) if (app.store.hosts.byId(id) === null) app.offers.delete(id);
}
