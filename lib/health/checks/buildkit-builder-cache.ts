import { formatBytes } from '../../domain/bytes.ts';
import type { CheckContext, FindingDraft } from '../../domain/finding.ts';
import { builderContainers, builderVolume } from '../../facts/views/rows/builder-containers.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { pastedFacts } from '../pasted.ts';
import { dataRootFilesystem } from '../subjects.ts';
import { commandPath, paragraphs, percent, steps } from '../text.ts';

const id = 'buildkit-builder-cache';
const gib = 2 ** 30;

interface BuilderState {
  builder: string;
  volume: string | null;
  bytes: number;
  /** false: no container has the volume, so nothing builds with it; null = unknown */
  isUsed: boolean | null;
  how: string;
  /** the container of the builder runs, so that its BuildKit can be asked to prune */
  runs: boolean;
}

export default defineCheck({
  id,
  title: 'The cache of a buildx builder',
  why: 'A builder with the docker-container driver keeps its build cache in a separate volume. `docker builder prune` and `docker system prune` do not include it, it grows with each build, and it stays when the builder is forgotten.',
  needs: [],
  run(_, context) {
    const { states, unmeasured, isListed } = builderStates(context);
    const findings = states.flatMap((state) => {
      const subject = {
        kind: 'volume' as const,
        id: state.volume ?? `builder:${state.builder}`,
        label: state.volume ?? state.builder,
      };
      const filesystem = dataRootFilesystem(context.facts);
      const graded = (value: number, info: number, recoverBy: number) =>
        gradedSeverity({ context, checkId: id, subject, value, grades: { info, recoverBy } });
      const share = filesystem ? percent(state.bytes, filesystem.totalBytes) : null;
      const severity = worse(graded(state.bytes, 10 * gib, gib), share === null ? null : graded(share, 20, 2));
      return severity === null ? [] : [finding(state, subject, severity)];
    });
    if (findings.length > 0 || (isListed && unmeasured.length === 0)) return findings;
    return unmeasured.length > 0
      ? { unknown: `The size of ${unmeasured.join(', ')} has not been measured.`, missing: ['volumes'] }
      : { unknown: 'The volumes could not be listed.', missing: ['volumes'] };
  },
});

function finding(
  state: BuilderState,
  subject: { kind: 'volume'; id: string; label: string },
  severity: 'critical' | 'warning' | 'info',
): FindingDraft {
  const { builder, volume, bytes, isUsed, how, runs } = state;
  const name = commandPath(builder);
  return {
    severity,
    subject,
    title: `The cache of builder ${builder.slice(0, 24)} takes ${formatBytes(bytes)}`,
    detail: paragraphs(
      `It grows with each build, and \`docker builder prune\` does not free it. Without it nothing breaks, but the next builds take longer.${isUsed === false ? ' No container uses its volume: the builder was removed or is stopped.' : ''}`,
      steps(
        `Free it through its builder: ${runs ? 'prune it here, or with ' : ''}\`docker buildx prune --builder ${name}\` (with \`--all\` for everything).`,
        `If you no longer build with it, remove it with its volume: \`docker buildx rm ${name}\`.`,
        volume
          ? `Only if \`docker buildx ls\` does not know the builder: \`docker volume rm ${commandPath(volume)}\`. Not while its container runs.`
          : null,
      ),
    ),
    evidence: evidence(how, ['Builder', 'Volume', 'Size'], [[builder, volume ?? 'unknown', formatBytes(bytes)]]),
    reclaimable: { bytes, exact: false },
    remedies: remediesOf(state),
  };
}

/** The volume is offered only if Docker itself reports that no container uses it; in a running builder its own BuildKit prunes the cache. */
function remediesOf({ volume, isUsed, how, runs }: BuilderState): FindingDraft['remedies'] {
  if (volume === null) return [];
  if (runs) return [{ actionId: 'prune-builder', params: { volume } }];
  return isUsed === false && how === 'docker volume ls'
    ? [{ actionId: 'prune-volumes', params: { names: volume } }]
    : [];
}

function builderStates({ facts, storage }: CheckContext): {
  states: BuilderState[];
  unmeasured: string[];
  isListed: boolean;
} {
  const found = new Map<string, BuilderState>();
  const { containers } = facts.sections;
  const runs = (volume: string) =>
    containers.state === 'known' &&
    builderContainers(volume, containers.value).filter(({ state }) => state === 'running').length === 1;
  const unmeasured: string[] = [];
  const add = (volume: string, bytes: number, isUsed: boolean | null, how: string) => {
    const builder = builderVolume.exec(volume)?.[1];
    if (builder !== undefined && !found.has(volume))
      found.set(volume, { builder, volume, bytes, isUsed, how, runs: runs(volume) });
  };
  if (storage.volumes.state === 'known') {
    for (const row of storage.volumes.value) {
      if (!builderVolume.test(row.name)) continue;
      const isUsed = row.usedBy.length > 0 ? true : row.usersKnown ? false : null;
      if (row.bytes.state === 'known') add(row.name, row.bytes.value, isUsed, 'docker volume ls');
      else unmeasured.push(row.name);
    }
  }
  const { dockerDiskUsage } = facts.sections;
  for (const volume of dockerDiskUsage.state === 'known' ? dockerDiskUsage.value.volumes : [])
    add(volume.name, volume.sizeBytes, volume.links > 0, 'docker system df -v');
  const pasted = pastedFacts(facts);
  for (const { path, bytes } of pasted?.directories ?? []) {
    const name = /(?:^|\/)(buildx_buildkit_[^/]{1,255}_state)(?:\/_data)?$/.exec(path)?.[1];
    if (name) add(name, bytes, null, 'du');
  }
  for (const { builder, bytes } of pasted?.buildCaches ?? []) {
    if (builder === null || [...found.values()].some((state) => state.builder === builder)) continue;
    found.set(`builder:${builder}`, {
      builder,
      volume: null,
      bytes,
      isUsed: null,
      how: `docker buildx du --builder ${builder}`,
      runs: false,
    });
  }
  const hasVolumes = dockerDiskUsage.state === 'known' && dockerDiskUsage.value.volumes.length > 0;
  return {
    states: [...found.values()],
    unmeasured,
    isListed: storage.volumes.state === 'known' || hasVolumes || found.size > 0,
  };
}
