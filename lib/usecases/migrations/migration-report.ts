import type { Actor } from '../../access/actor.ts';
import { comparingOps } from '../../actions/migration/comparing.ts';
import type { MigrationReport } from '../../domain/answers/migration-report.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Run } from '../../domain/run.ts';
import { comparedKinds } from '../../facts/views/migration/compared.ts';
import { rootInUse } from '../../facts/views/migration/setup.ts';
import type { Application } from '../core/application.ts';
import { readRun } from '../runs/runs.ts';

const moves: ReadonlySet<string> = new Set([
  'move-data-root',
  'migrate-to-loopback',
  'resume-migration',
  'roll-back-migration',
]);

export function hasMigrationReport({ actionId }: Pick<Run, 'actionId'>): boolean {
  return moves.has(actionId);
}

/** From the scans that are still kept: what is not known any more is said to be so. */
export function readMigrationReport(app: Application, actor: Actor, runId: string): MigrationReport {
  const run = readRun(app, actor, runId);
  if (!hasMigrationReport(run))
    throw new InvalidInputError('Only a run that moved Docker or moved it back has a verification report.');
  const plan = app.store.plans.byId(run.planId);
  const before = plan === null ? null : app.store.facts.byId(plan.basedOn);
  const after = scanAfter(app, run);
  const opOf = new Map(plan?.steps.map(({ number, op }) => [number, op]));
  return {
    runId: run.id,
    host: app.store.hosts.byId(run.hostId)?.name ?? 'a removed host',
    title: run.title,
    state: run.state,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    before: before?.collectedAt ?? null,
    after: after?.collectedAt ?? null,
    dataRoot: { before: rootOf(before), after: rootOf(after) },
    driver: { before: driverOf(before), after: driverOf(after) },
    compared: run.steps.flatMap(({ number, title, state, said }) =>
      state === 'done' && comparingOps.has(opOf.get(number) ?? '') ? [{ title, said: said ?? '' }] : [],
    ),
    kinds: comparedKinds(before?.sections ?? null, after?.sections ?? null),
  };
}

/** The scan that the receipt was made from; without a receipt none is known to be from after the run. */
function scanAfter(app: Application, { hostId, receipt }: Run): HostFacts | null {
  if (receipt === null || receipt === undefined || receipt.state === 'unknown') return null;
  const { after } = receipt.value;
  const scan = app.store.facts.history(hostId).find(({ collectedAt }) => collectedAt === after);
  return scan === undefined ? null : app.store.facts.byId(scan.id);
}

const rootOf = (facts: HostFacts | null): string | null => (facts === null ? null : rootInUse(facts));
function driverOf(facts: HostFacts | null): string | null {
  return facts?.sections.engine.state === 'known' ? facts.sections.engine.value.storageDriver : null;
}
