import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { OwnObjects } from '../../domain/action.ts';
import type { HostFacts } from '../../domain/host-facts.ts';

/**
 * docs/reference/guard-lessons.md#g23: where the dashboard itself runs as a container of the host it cleans, its container, image,
 * volumes and networks are never garbage. A container knows its own id by its host name (the default) and by its mounts
 * (`…/containers/<id>/hostname`).
 */
export function ownObjects(facts: HostFacts): OwnObjects {
  const nothing: OwnObjects = { containerIds: [], imageIds: [], volumeNames: [], networkNames: [] };
  const containers = facts.sections.containers;
  if (containers.state === 'unknown') return nothing;
  const hints = [os.hostname(), ...mountedContainerIds()];
  const own = containers.value.filter((container) =>
    hints.some((hint) => hint.length >= 12 && container.id.startsWith(hint)),
  );
  return {
    containerIds: own.map((container) => container.id),
    imageIds: own.map((container) => container.imageId),
    volumeNames: own.flatMap((container) =>
      container.mounts.flatMap((mount) => (mount.name === null ? [] : [mount.name])),
    ),
    networkNames: own.flatMap((container) => container.networkNames),
  };
}

function mountedContainerIds(): string[] {
  const table = readFileSync('/proc/self/mountinfo', 'utf8');
  return [...table.matchAll(/\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)/g)].map(
    (match) => match[1] ?? '',
  );
}
