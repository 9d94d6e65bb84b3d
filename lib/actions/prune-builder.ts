import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { formatBytes } from '../domain/bytes.ts';
import { type Fact, mapFact, unknown } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import { builderContainers, builderVolume } from '../facts/views/rows/builder-containers.ts';
import { containerName } from '../facts/views/rows/volume-use.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { estimateOf, frame } from './frame.ts';
import { builderRunning } from './guards/builder-running.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { ownObject } from './guards/own-object.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({
  volume: z.string().regex(builderVolume, 'not the volume of a buildx builder'),
  all: z
    .enum(['yes', 'no'])
    .default('no')
    .transform((answer) => answer === 'yes'),
});
type Params = z.output<typeof params>;

/** The same as `docker buildx prune --builder`, for hosts without buildx: BuildKit itself decides what is removed. */
const action: Action<typeof params> = {
  id: 'prune-builder',
  title: 'Prune the cache of a buildx builder',
  about:
    'Asks the BuildKit of a running builder to remove build cache that no build uses. The next builds take longer.',
  words: ['prune', 'buildkit', 'cleanup', 'free', 'full', 'delete', 'clear'],
  // No amount: what builds use is kept, and only BuildKit knows how much that is.
  label: () => 'Prune the builder’s cache',
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'The next build takes longer.',
  scope: 'objects',
  needs: ['platform', 'engine', 'containers'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { volume, all } = input.params;
  const builders = mapFact(input.facts.sections.containers, (listed) => builderContainers(volume, listed));
  const guards: GuardJudgement[] = [
    ...judgeAll([rootShell, dockerCli, identityKnown], input),
    judge(builderRunning, input, { volume, builders }),
    judge(ownObject, input, { list: 'volumeNames', id: volume }),
  ];
  const builder = builders.state === 'known' ? (builders.value.find(({ state }) => state === 'running') ?? null) : null;
  if (builder !== null) guards.push(judge(ownObject, input, { list: 'containerIds', id: builder.id }));
  if (builder === null || guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const name = containerName(builder);
  const bytes = reclaimable(input);
  return frame(action, input, {
    title: `Prune the cache of ${name}`,
    summary: `Runs \`buildctl prune${all ? ' --all' : ''}\` in ${name} (${builder.image}): BuildKit removes the build cache that no build uses${all ? ', its own helper records included' : ''}. Running builds are not affected; the next ones start without that cache.`,
    steps: stepsOf([
      {
        target: { kind: 'container', id: builder.id, label: name, owner: volume },
        bytes,
        op: 'prune-builder',
        args: { id: builder.id, name, volume, all },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: bytes,
      objects: 1,
      how: 'BuildKit reports it when it has pruned',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'Removed build cache is created again by the next builds.' },
  });
}

/** The volume's size is only an upper bound, not an estimate: what builds use is kept. */
function reclaimable({ report, params: { volume } }: PlanInput<Params>): Fact<number> {
  const measured = report.volumes.state === 'known' ? report.volumes.value.find(({ name }) => name === volume) : null;
  const most =
    measured?.bytes.state === 'known' ? ` At most the ${formatBytes(measured.bytes.value)} of the volume.` : '';
  return unknown('not-collected', `Only BuildKit knows how much of the cache no build uses.${most}`);
}
