import type { PlanInput } from '../domain/action.ts';
import type { ContainerSummary } from '../domain/engine-facts.ts';
import { known, unknown } from '../domain/fact.ts';
import { composeProjectLabel } from '../domain/prune-rules.ts';
import { writtenBy } from '../facts/views/reclaimable/stopped-containers.ts';
import type { Candidate } from './candidates.ts';
import { containerIdle } from './guards/container-idle.ts';
import { judge } from './guards/guard.ts';
import { oldEnough } from './guards/old-enough.ts';
import { ownObject } from './guards/own-object.ts';
import { protectedObject } from './guards/protected-object.ts';
import { withAmount } from './labels.ts';
import { isNamed } from './names-param.ts';
import { pruneAction } from './prune.ts';
import { type PruneParams, secondsOrNull } from './prune-params.ts';

export default pruneAction({
  id: 'prune-containers',
  title: 'Remove stopped containers',
  about:
    'Removes containers that stopped long ago, do not restart automatically and belong to no project that is up. Their volumes are kept.',
  words: ['prune', 'exited', 'dead', 'cleanup', 'free', 'full', 'delete'],
  label: (amount) => withAmount('Remove stopped containers', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: what they wrote outside volumes is lost.',
  needs: ['engine', 'platform', 'containers', 'containersOnDisk'],
  noun: 'container',
  spares:
    'Volumes are kept, anonymous ones too. Containers that exited recently, restart automatically or belong to a project that is up are kept.',
  isIrreversible: true,
  candidates(input) {
    const { containers } = input.facts.sections;
    if (containers.state === 'unknown') return [];
    return containers.value
      .filter(({ state }) => state !== 'running')
      .filter((container) =>
        isNamed(input.params.names ?? 'all', container.id, nameOf(container), container.id.slice(0, 12)),
      )
      .map((container) => candidate(container, input));
  },
});

const notMeasured = unknown('not-collected', 'The writable layer has not been measured.');

function candidate(container: ContainerSummary, input: PlanInput<PruneParams>): Candidate {
  const disk = input.facts.sections.containersOnDisk;
  const config = disk.state === 'known' ? disk.value.find(({ id }) => id === container.id)?.config : undefined;
  const finishedAt = (input.engineOnly === true ? container.details?.finishedAt : config?.finishedAt) ?? null;
  const lastUsedSeconds = Math.max(container.createdSeconds, secondsOrNull(finishedAt) ?? 0);
  const { keepLabel, minAgeHours } = input.params;
  const name = nameOf(container);
  const layer = input.measurements.findLast((each) => each.kind === 'writable-layer' && each.object === container.id);
  return {
    target: {
      kind: 'container',
      id: container.id,
      label: name,
      owner: container.labels[composeProjectLabel] ?? null,
    },
    bytes: layer === undefined ? (writtenBy(name, input.report)?.bytes ?? notMeasured) : known(layer.bytes),
    op: 'remove-container',
    args: { id: container.id, name, finishedAt },
    guards: [
      judge(ownObject, input, { list: 'containerIds', id: container.id }),
      judge(protectedObject, input, {
        kind: 'container',
        ids: [container.id, name],
        labels: container.labels,
        keepLabel,
      }),
      judge(containerIdle, input, container),
      judge(oldEnough, input, { lastUsedSeconds, minAgeHours, what: 'used' }),
    ],
  };
}

function nameOf(container: ContainerSummary): string {
  return container.names[0]?.replace(/^\//, '') ?? container.id.slice(0, 12);
}
