import { z } from 'zod';
import type { PlanInput } from '../domain/action.ts';
import type { StepArguments, Verdict } from '../domain/plan.ts';
import type { Leak } from '../domain/storage-report.ts';
import type { Candidate } from './candidates.ts';
import { judge, notKnown, pass, refuse } from './guards/guard.ts';
import { leakProven } from './guards/leak-proven.ts';
import { protectedObject } from './guards/protected-object.ts';
import { deadMountArguments, layerStepArguments, releaseArguments } from './leaked-layer.ts';
import { namesParam } from './names-param.ts';

export const leakedLayersParams = z.strictObject({
  mode: z.enum(['quarantine', 'delete']).default('quarantine'),
  names: namesParam,
  /** writable layers of lost containers can only be removed while Docker is stopped; the run starts it again */
  stopDocker: z.enum(['no', 'yes']).default('no'),
});
export type LeakedLayersParams = z.output<typeof leakedLayersParams>;

/** A leaked layer with its removal method and what every guard says of it. */
export function leakedLayerCandidate(leak: Leak, input: PlanInput<LeakedLayersParams>): Candidate {
  const method = removalMethod(leak, input);
  const labelled = { kind: 'layer', ids: [leak.name], labels: {}, keepLabel: null };
  return {
    target: { kind: 'layer', id: leak.name, label: leak.path, owner: null },
    bytes: leak.bytes,
    op: method.op,
    args: method.args ?? {},
    guards: [
      judge(leakProven, input, leak),
      judge(protectedObject, input, labelled),
      { guardId: 'way-out', ...method.verdict },
    ],
  };
}

interface RemovalMethod {
  op: string;
  args: StepArguments | null;
  verdict: Verdict;
}

/**
 * The removal method of its class (docs/reference/docker-on-disk.md#leak-classes): deleting some by hand breaks a running engine.
 */
function removalMethod(leak: Leak, input: PlanInput<LeakedLayersParams>): RemovalMethod {
  const { mode, stopDocker } = input.params;
  if (leak.kind === 'unreachable-layer') {
    const args = releaseArguments(leak, input);
    if (mode === 'quarantine') {
      const said =
        'This layer is still in Docker’s records, so it cannot be quarantined: only Docker can delete it, for good.';
      return { op: 'release-chain', args, verdict: refuse(said) };
    }
    return {
      op: 'release-chain',
      args,
      verdict: recognised(args, 'Docker adopts and then releases the layer; if anything uses it, Docker keeps it.'),
    };
  }
  if (leak.kind === 'leaked-container-layer') {
    const args = deadMountArguments(leak, input);
    if (stopDocker !== 'yes') {
      const said =
        'Docker holds it in memory, so it can only be removed while Docker and its containers are stopped for a moment.';
      return { op: 'set-aside-dead-mount', args, verdict: refuse(said) };
    }
    return { op: 'set-aside-dead-mount', args, verdict: recognised(args, 'Moved while this run has Docker stopped.') };
  }
  const args = layerStepArguments(leak, input);
  if (!leak.removableLive)
    return { op: 'set-aside-layer', args, verdict: refuse('It can only be removed while Docker is stopped.') };
  return { op: 'set-aside-layer', args, verdict: recognised(args, 'Can be quarantined while Docker runs.') };
}

function recognised(args: StepArguments | null, said: string): Verdict {
  return args === null ? notKnown('What identifies it on the host was not read. Scan again.') : pass(said);
}
