import { unknown } from '../../../domain/fact.ts';
import { composeProjectLabel, isStopped } from '../../../domain/prune-rules.ts';
import type { LayerRow, StorageReport } from '../../../domain/storage-report.ts';
import { containerName } from '../rows/volume-use.ts';
import { type FoundObjects, isProtected, type ReclaimableInput } from './input.ts';
import { isUnusedLongEnough } from './long-enough.ts';

const notMeasured = unknown('not-collected', 'What stopped containers wrote has not been measured.');

/** Stopped containers as prune-containers removes them: what was written in each, which is unknown where its layer has no size. */
export function stoppedContainers(input: ReclaimableInput): FoundObjects {
  const { containers, containersOnDisk } = input.facts.sections;
  if (containers.state === 'unknown')
    return { objects: [], unknown: [{ kind: 'containers', detail: containers.detail }] };
  const onDisk = new Map(
    containersOnDisk.state === 'known' ? containersOnDisk.value.map((each) => [each.id, each]) : [],
  );
  const up = new Set(
    containers.value.filter(({ state }) => state === 'running').map(({ labels }) => labels[composeProjectLabel]),
  );
  const chosen = containers.value.filter((container) => {
    const config = onDisk.get(container.id)?.config ?? null;
    const policy = config?.restartPolicy ?? container.details?.restartPolicy;
    const finishedAt = config?.finishedAt ?? container.details?.finishedAt ?? null;
    const { id, labels, state } = container;
    return (
      isStopped(state) &&
      (policy === '' || policy === 'no') &&
      labels['com.docker.swarm.task.id'] === undefined &&
      !('protected' in labels) &&
      (labels[composeProjectLabel] === undefined || !up.has(labels[composeProjectLabel])) &&
      !isProtected(input, 'container', [id, containerName(container)]) &&
      isUnusedLongEnough(input.facts, { lastUsedSeconds: Math.max(container.createdSeconds, secondsOf(finishedAt)) })
    );
  });
  return {
    objects: chosen.map((container) => {
      const row = writtenBy(containerName(container), input.storage);
      return {
        kind: 'containers' as const,
        id: `container ${container.id}`,
        path: row?.path ?? null,
        bytes: row?.bytes ?? notMeasured,
        exact: false,
      };
    }),
    unknown: [],
  };
}

/** The row of a container's writable layer; null where the scan does not know it. */
export function writtenBy(name: string, { layers }: StorageReport): LayerRow | null {
  if (layers.state === 'unknown') return null;
  const isIts = ({ kind, containers }: LayerRow) =>
    kind === 'container' && containers.length === 1 && containers[0] === name;
  return layers.value.find(isIts) ?? null;
}

/** Docker writes "never" as year 1. */
function secondsOf(iso: string | null): number {
  const milliseconds = Date.parse(iso ?? '');
  return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds / 1000 : 0;
}
