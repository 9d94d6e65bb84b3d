import type { PlanInput } from '../../domain/action.ts';
import { formatMoment } from '../../domain/format.ts';
import type { Migration } from '../../domain/migration.ts';
import { count } from '../frame.ts';

const mostNamed = 12;

/**
 * What going back leaves behind, from Docker's lists then and now. Files inside volumes and containers are not compared: whatever ran
 * on the new data root may have written there, so all of these are named.
 */
export function sinceWords({ facts: { sections } }: PlanInput<unknown>, migration: Migration): string[] {
  const { containers, images, volumes, networks } = sections;
  if (!migration.wasStarted) return ['Docker never ran on the new data root, so nothing was written there.'];
  if (
    migration.listedAt === null ||
    containers.state === 'unknown' ||
    images.state === 'unknown' ||
    volumes.state === 'unknown' ||
    networks.state === 'unknown'
  )
    return [
      'What was made and written on the new data root since the switch is unknown, because Docker does not answer. All of it is left behind.',
    ];
  const { lists, listedAt } = migration;
  const made = [
    partOf(
      'container',
      containers.value.map(({ id, names }) => [id, names[0] ?? id.slice(0, 12)]),
      lists.containers,
    ),
    partOf(
      'volume',
      volumes.value.map(({ name }) => [name, name]),
      lists.volumes,
    ),
    partOf(
      'image',
      images.value.map(({ id, repoTags }) => [id, repoTags[0] ?? id.slice(7, 19)]),
      lists.images,
    ),
    partOf(
      'network',
      networks.value.map(({ name }) => [name, name]),
      lists.networks,
    ),
  ].filter((part) => part !== null);
  const running = containers.value.filter(({ state }) => state === 'running');
  const written = new Set(
    running.flatMap(({ mounts }) =>
      mounts.flatMap(({ type, name, readWrite }) => (type === 'volume' && name !== null && readWrite ? [name] : [])),
    ),
  );
  return [
    made.length === 0
      ? `No container, volume, image or network was made since ${formatMoment(listedAt)}.`
      : `Made since ${formatMoment(listedAt)} and left behind: ${made.join('; ')}.`,
    running.length === 0
      ? 'No container runs now; what containers wrote since then is left behind.'
      : `What ${count(running.length, 'running container')} wrote since then is left behind too: in their own files, and in ${written.size === 0 ? 'no volume' : `these volumes: ${named([...written])}`}.`,
  ];
}

function partOf(
  noun: string,
  now: readonly (readonly [id: string, name: string])[],
  before: readonly string[],
): string | null {
  const known = new Set(before);
  const made = now.filter(([id]) => !known.has(id));
  return made.length === 0 ? null : `${count(made.length, noun)} (${named(made.map(([, name]) => name))})`;
}

function named(names: readonly string[]): string {
  return names.length > mostNamed
    ? `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`
    : names.join(', ');
}
