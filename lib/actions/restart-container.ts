import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { ContainerSummary } from '../domain/engine-facts.ts';
import { type Fact, known, mapFact } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import { composeProjectLabel } from '../domain/prune-rules.ts';
import { containerName } from '../facts/views/rows/volume-use.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { estimateOf, frame } from './frame.ts';
import { containerRunning } from './guards/container-running.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { ownObject } from './guards/own-object.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({ container: z.string().min(1).max(256) });
type Params = z.output<typeof params>;

/** Frees deleted files that a container's processes hold open, and its log if that was deleted. */
const action: Action<typeof params> = {
  id: 'restart-container',
  title: 'Restart a container',
  about: 'Stops one container and starts it again. This closes its open files, so deleted ones are freed.',
  words: ['deleted files', 'open files', 'log', 'free'],
  label: (_amount, { container }) => `Restart ${container ?? 'the container'}`,
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'The container is down for some seconds; what is only in memory is lost.',
  scope: 'objects',
  needs: ['platform', 'engine', 'containers'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const asked = input.params.container;
  const found: Fact<ContainerSummary | null> = mapFact(
    input.facts.sections.containers,
    (all) =>
      all.find((each) => each.id === asked || each.id.slice(0, 12) === asked || containerName(each) === asked) ?? null,
  );
  const guards: GuardJudgement[] = [
    ...judgeAll([rootShell, dockerCli, identityKnown], input),
    judge(containerRunning, input, found),
  ];
  const container = found.state === 'known' ? found.value : null;
  if (container !== null) guards.push(judge(ownObject, input, { list: 'containerIds', id: container.id }));
  if (container === null || guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const name = containerName(container);
  const freed = heldBy(input, container.id);
  const project = container.labels[composeProjectLabel] ?? null;
  return frame(action, input, {
    title: `Restart ${name}`,
    summary: `Stops ${name} (${container.image}) and starts it again, as \`docker restart\` does. The application is down for some seconds, at most its stop timeout plus the time it needs to start. Its volumes and its writable layer are kept; what is only in memory is lost.`,
    warnings:
      container.labels['com.docker.swarm.task.id'] === undefined
        ? []
        : ['It is a task of a swarm service: Docker may start another one in its place.'],
    steps: stepsOf([
      {
        target: { kind: 'container', id: container.id, label: name, owner: project },
        bytes: freed,
        op: 'restart-container',
        args: { id: container.id, name, frees: freed.state === 'known' ? freed.value : 0 },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: freed,
      objects: 1,
      seconds: 15,
      how: 'size of the deleted files that only this container holds open',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'A restart cannot be undone.' },
  });
}

/** A file that another process also holds open is not freed. */
function heldBy({ report }: PlanInput<Params>, id: string): Fact<number> {
  if (report.deletedFiles.state === 'unknown') return report.deletedFiles;
  const own = report.deletedFiles.value.filter(
    ({ holders }) => holders.length > 0 && holders.every(({ container }) => container?.id === id),
  );
  return known(own.reduce((sum, { bytes }) => sum + bytes, 0));
}
