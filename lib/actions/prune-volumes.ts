import type { PlanInput } from '../domain/action.ts';
import { composeProjectLabel } from '../domain/prune-rules.ts';
import type { VolumeRow } from '../domain/storage-report.ts';
import type { Candidate } from './candidates.ts';
import { type Guard, judge, notKnown, pass } from './guards/guard.ts';
import { oldEnough } from './guards/old-enough.ts';
import { ownObject } from './guards/own-object.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { volumeFree } from './guards/volume-free.ts';
import { withAmount } from './labels.ts';
import { isNamed } from './names-param.ts';
import { pruneAction } from './prune.ts';
import { type PruneParams, secondsOrNull } from './prune-params.ts';
import { unusedSeconds } from './unused-seconds.ts';

const volumesKnown: Guard<null> = {
  id: 'volumes-known',
  about: 'The volumes and their users were read.',
  recheck: null,
  check({ report }) {
    return report.volumes.state === 'known'
      ? pass('The volumes were read.')
      : notKnown(`The volumes could not be read (${report.volumes.detail})`);
  },
};

export default pruneAction({
  id: 'prune-volumes',
  title: 'Remove unused volumes',
  about: 'Removes unused anonymous volumes, and named volumes only if you name them.',
  words: ['prune', 'anonymous', 'dangling', 'cleanup', 'free', 'full', 'delete'],
  label: (amount) => withAmount('Remove unused volumes', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: the data in them is lost.',
  needs: ['engine', 'platform', 'volumes', 'volumesOnDisk', 'containers', 'containersOnDisk', 'namespaceMounts'],
  noun: 'volume',
  guards: [rootShell, volumesKnown],
  spares: 'Data in volumes cannot be recreated, so named volumes are only removed if you name them.',
  isIrreversible: true,
  candidates(input) {
    const { volumes } = input.report;
    if (volumes.state === 'unknown') return [];
    return volumes.value
      .filter((volume) => isNamed(input.params.names ?? 'all', volume.name))
      .map((volume) => candidate(volume, input));
  },
});

function candidate(volume: VolumeRow, input: PlanInput<PruneParams>): Candidate {
  const { keepLabel, minAgeHours, names } = input.params;
  const createdAt = createdAtOf(volume, input);
  return {
    target: {
      kind: 'volume',
      id: volume.name,
      label: volume.name,
      owner: volume.labels[composeProjectLabel] ?? volume.knownAs,
    },
    bytes: volume.bytes,
    op: 'remove-volume',
    args: { name: volume.name, dataPath: dataPathOf(volume, input), emptied: false, createdAt },
    guards: [
      judge(ownObject, input, { list: 'volumeNames', id: volume.name }),
      judge(protectedObject, input, { kind: 'volume', ids: [volume.name], labels: volume.labels, keepLabel }),
      judge(volumeFree, input, { volume, isNamed: Array.isArray(names) && names.includes(volume.name) }),
      judge(oldEnough, input, {
        lastUsedSeconds: lastChange(volume, input),
        unusedSeconds: unusedSeconds(input, { kind: 'volume', id: volume.name, createdAt }),
        minAgeHours,
        what: 'created or changed',
      }),
    ],
  };
}

function dataPathOf(volume: VolumeRow, { facts }: PlanInput<unknown>): string {
  const disk = facts.sections.volumesOnDisk;
  const found = disk.state === 'known' ? disk.value.find(({ name }) => name === volume.name)?.dataPath : null;
  return found ?? volume.mountpoint;
}

/** As Docker writes it, to be compared on the host; null if Docker does not report it. */
function createdAtOf({ name: wanted }: VolumeRow, { facts: { sections } }: PlanInput<unknown>): string | null {
  const { volumes } = sections;
  return (volumes.state === 'known' ? volumes.value.find(({ name }) => name === wanted)?.createdAt : null) ?? null;
}

/** The later of creation and last change of its top directory; null if neither is known. */
function lastChange(volume: VolumeRow, { facts }: PlanInput<unknown>): number | null {
  const { volumes, volumesOnDisk } = facts.sections;
  const created =
    volumes.state === 'known' ? secondsOrNull(volumes.value.find(({ name }) => name === volume.name)?.createdAt) : null;
  const changed =
    volumesOnDisk.state === 'known'
      ? volumesOnDisk.value.find(({ name }) => name === volume.name)?.changedSeconds
      : null;
  const times = [created, changed ?? null].filter((each) => each !== null);
  return times.length === 0 ? null : Math.max(...times);
}
