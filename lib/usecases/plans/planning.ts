import { z } from 'zod';
import { actionById, actions } from '../../actions/action-registry.ts';
import { demoExcuse } from '../../demo/simulated-step.ts';
import type { PlanInput } from '../../domain/action.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { AppError, InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { HostId } from '../../domain/ids.ts';
import { isRefusal, type PlanDraft, type Refusal } from '../../domain/plan.ts';
import { atOnce, type InPieces } from '../../domain/slices.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { excusedLowersInPieces } from '../../facts/views/ownership/excused-lowers.ts';
import { parseAddress } from '../../hosts/address.ts';
import type { Application } from '../core/application.ts';
import { simulationOf } from '../demo/simulation-of.ts';
import { hostOf } from '../hosts/hosts.ts';
import { heldProtections } from '../protections/held-protections.ts';
import { concludeStorage } from '../scans/conclude-storage.ts';
import { ownObjects } from './own-objects.ts';
import { unusedSince } from './unused-since.ts';

/** Quarantined objects are kept this long unless the settings say otherwise. */
const graceDays = 7;

/** Everything that planning on one host needs and that no parameter changes. Built once, however many actions are asked. */
export interface PlanningContext {
  host: Host;
  input: Omit<PlanInput<never>, 'params'>;
}

/** Reads the store only. On a host with thousands of layers this is the expensive part: one storage report. */
export function planningContext(app: Application, hostId: HostId): PlanningContext {
  const host = hostOf(app, hostId);
  const facts = app.store.facts.latest(host.id);
  if (!facts) throw new InvalidInputError(`${host.name} has not been scanned yet. Scan it first.`);
  return contextOver(app, host, facts, concludeStorage(app, host.id, facts));
}

/** The same for facts whose storage report is made already. */
export function contextOver(app: Application, host: Host, facts: HostFacts, report: StorageReport): PlanningContext {
  return {
    host,
    input: {
      hostName: host.name,
      facts,
      report,
      measurements: app.store.measurements.all(host.id),
      protections: heldProtections(app, host.id),
      now: app.now().toISOString(),
      own: ownObjects(facts),
      dockerSocket: host.settings.dockerSocket,
      graceDays,
      engineOnly: isEngineOnly(host),
      // No time passes in a recording.
      ...(isDemoHost(host) ? {} : { unusedSince: unusedSince(app, host.id) }),
    },
  };
}

/** The action's answer from the stored facts alone: a plan without its script, or what refuses it. */
export function draftPlan(
  planning: PlanningContext,
  actionId: string,
  params: Record<string, string>,
): PlanDraft | Refusal {
  return atOnce(draftInPieces(planning, actionId, params));
}

export function* draftInPieces(
  { host, input }: PlanningContext,
  actionId: string,
  params: Record<string, string>,
): InPieces<PlanDraft | Refusal> {
  const action = actionById(actionId);
  if (!action)
    throw new NotFoundError(
      `No action named “${actionId}”. Known actions: ${actions.map((one) => one.id).join(', ')}.`,
    );
  const parsed = action.params.safeParse(params);
  if (!parsed.success) {
    const allowed = action.params instanceof z.ZodObject ? Object.keys(action.params.shape) : [];
    const problems = parsed.error.issues.map((issue) => problemOf(issue, allowed));
    throw new InvalidInputError(`${actionId}: ${problems.join('; ')}`, parsed.error);
  }
  // Every plan names them; here they are found piece by piece and remembered.
  yield* excusedLowersInPieces(input.facts);
  const asked = { ...input, params: parsed.data };
  const draft = action.planInPieces === undefined ? action.plan(asked) : yield* action.planInPieces(asked);
  const excuse = isDemoHost(host) && !isRefusal(draft) ? demoExcuse(draft, simulationOf) : null;
  if (excuse === null) return draft;
  return { refused: true, actionId, excuses: [{ guardId: 'demo-host', excuse }], skipped: draft.skipped };
}

/** Where the stored facts allow no answer, the reason is one: for whoever shows what could be done and asks for nothing yet. */
export function orExcuse<T extends object>(work: () => T): T | { excuse: string } {
  try {
    return work();
  } catch (error) {
    return excuseOf(error);
  }
}

export function* orExcuseInPieces<T extends object>(work: InPieces<T>): InPieces<T | { excuse: string }> {
  try {
    return yield* work;
  } catch (error) {
    return excuseOf(error);
  }
}

function excuseOf(error: unknown): { excuse: string } {
  if (error instanceof AppError) return { excuse: error.userMessage };
  throw error;
}

/** A parameter with a typing error in its name would be ignored, and the plan would cover more than requested. */
function problemOf(issue: z.core.$ZodIssue, allowed: readonly string[]): string {
  if (issue.code === 'unrecognized_keys')
    return `no parameter ${issue.keys.join(', ')} (known: ${allowed.join(', ') || 'none'})`;
  return `${issue.path.join('.') || 'params'}: ${issue.message}`;
}

/** Only Docker's socket, without the helper container: only what the Engine itself does is possible. */
function isEngineOnly(host: Host): boolean {
  const { kind } = parseAddress(host.url);
  return (kind === 'unix' || kind === 'tcp') && host.settings.hostAccess !== 'helper';
}
