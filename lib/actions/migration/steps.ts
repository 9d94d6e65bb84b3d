import type { PlanInput } from '../../domain/action.ts';
import { known } from '../../domain/fact.ts';
import type { Migration, MigrationImage } from '../../domain/migration.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import { mountOfImage, neededBytes, targetOf } from '../../facts/views/migration/setup.ts';
import { type Candidate, docker, wholeStep } from '../candidates.ts';
import { count } from '../frame.ts';

/** What a move and its continuation say alike: the old data stays until a person signs it off. */
export const keptUntilFinished = {
  undo: {
    excuse:
      'The old data root is kept. To go back, use “Move Docker back” on the page of the host: its plan first says what was written since.',
  },
  how: 'the old data root is kept; its space comes back when the move is finished',
} as const;

const folder = (path: string): PlanTarget => ({ kind: 'data-root', id: path, label: path, owner: null });

/** Docker's configuration as it is, with another data root; null takes the key away. */
function writeConfiguration({ facts }: PlanInput<unknown>, dataRoot: string | null): Candidate[] {
  const { daemonConfiguration } = facts.sections;
  if (daemonConfiguration.state === 'unknown') return [];
  const { path, exists, values } = daemonConfiguration.value;
  const { 'data-root': _old, ...rest } = values ?? {};
  const next = dataRoot === null ? rest : { ...rest, 'data-root': dataRoot };
  return [
    wholeStep({ kind: 'file', id: path, label: path, owner: null }, 'write-daemon-configuration', {
      path,
      before: exists && values !== null ? JSON.stringify(values).replaceAll(/[ \t\r\n]/g, '') : null,
      content: JSON.stringify(next),
    }),
  ];
}

/** `data-root` as the configuration names it now. */
function configuredRoot({ facts: { sections } }: PlanInput<unknown>): string | null {
  const { daemonConfiguration } = sections;
  const value = daemonConfiguration.state === 'known' ? daemonConfiguration.value.values?.['data-root'] : undefined;
  return typeof value === 'string' && value.startsWith('/') ? value : null;
}

/** Everything from the first byte to Docker on the new data root. What an earlier run has copied is not copied again. */
export function moveSteps(input: PlanInput<unknown>, target: string): Candidate[] {
  const found = targetOf(target, input.facts);
  return [
    wholeStep(folder(target), 'prepare-move', {
      target,
      mountPoint: found?.mount.mountPoint ?? '/',
      fsid: found?.target?.fsid ?? '',
      configuredBefore: configuredRoot(input),
    }),
    ...copyAndSwitch(input, target),
  ];
}

/** The image is made and mounted first; which filesystem lies in it only the run can tell. */
export function imageSteps(input: PlanInput<unknown>, { path, type, bytes }: MigrationImage): Candidate[] {
  const target = mountOfImage(path);
  const configuredBefore = configuredRoot(input);
  return [
    wholeStep({ kind: 'file', id: path, label: path, owner: null }, 'prepare-image', {
      image: path,
      mountPoint: target,
      type,
      bytes,
      configuredBefore,
    }),
    wholeStep(folder(target), 'prepare-move', { target, mountPoint: target, fsid: null, configuredBefore }),
    ...copyAndSwitch(input, target),
  ];
}

function copyAndSwitch(input: PlanInput<unknown>, target: string): Candidate[] {
  const bytes = neededBytes(input.facts);
  return [
    { ...wholeStep(folder(target), 'copy-data-root', { target }), bytes: bytes.state === 'known' ? bytes : known(0) },
    wholeStep(docker, 'stop-docker', { record: '-', phase: 'stopped' }),
    wholeStep(folder(target), 'finish-copy', { target }),
    wholeStep(folder(target), 'require-data-root', { record: '-', target, required: true }),
    ...writeConfiguration(input, target),
    wholeStep(docker, 'start-docker', { record: '-', root: target, phase: 'kept' }),
  ];
}

/** Docker runs on the new data root already, and it was not compared yet. */
export function compareSteps({ record, to }: Migration): Candidate[] {
  return [wholeStep(docker, 'start-docker', { record, root: to.path, phase: 'kept' })];
}

/** Docker is stopped only where it runs on the new data root, or not at all. */
export function returnSteps(
  input: PlanInput<unknown>,
  { record, from, to, configuredBefore }: Migration,
  used: string | null,
): Candidate[] {
  const isNamed = configuredRoot(input) === to.path;
  return [
    ...(used === from.path ? [] : [wholeStep(docker, 'stop-docker', { record, phase: 'returning' })]),
    ...(isNamed ? writeConfiguration(input, configuredBefore) : []),
    wholeStep(folder(to.path), 'require-data-root', { record, target: to.path, required: false }),
    wholeStep(docker, 'start-docker', { record, root: from.path, phase: 'left' }),
  ];
}

export function runningWords({ facts: { sections } }: PlanInput<unknown>): string {
  const { containers } = sections;
  if (containers.state === 'unknown') return 'the containers';
  return count(
    containers.value.filter(({ state }) => state === 'running' || state === 'paused').length,
    'running container',
  );
}

/** From a slow disk's speed; the page shows the real one while it copies. */
export function copySeconds(input: PlanInput<unknown>): number | null {
  const bytes = neededBytes(input.facts);
  return bytes.state === 'known' ? Math.round(30 + bytes.value / (60 * 2 ** 20)) : null;
}
