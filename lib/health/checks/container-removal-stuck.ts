import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'container-removal-stuck',
  title: 'A container whose removal failed half-way',
  why: 'Docker marks a container as dead, or leaves it in “removal in progress”, when it could not delete a part of it: a file that is busy, a mount that another process still has, a full or read-only disk. It keeps its layer and its volumes until the removal succeeds.',
  needs: ['containers'],
  run({ containers }, { facts }) {
    return containers
      .filter(({ state }) => /^(?:dead|removing)$/i.test(state))
      .map((container) => {
        const name = container.names[0]?.replace(/^\//, '') ?? container.id.slice(0, 12);
        const held = holdersOf(facts, container.id);
        return {
          severity: 'warning' as const,
          subject: { kind: 'container' as const, id: container.id, label: name },
          title: `${name.slice(0, 30)} could not be removed; it is ${container.state.toLowerCase()}`,
          detail: paragraphs(
            'Docker began to remove this container and could not finish. It cannot be started again, and it still uses its disk space.',
            held.length > 0
              ? `Still held: ${held.length === 1 ? 'one process has' : `${held.length} processes have`} a part of it open or mounted; the table names them.`
              : 'Nothing that was looked at holds it now, so trying again may be enough.',
            [
              'What to do:',
              '1. Try again: `docker rm CONTAINER`. The error names the file or mount that is in the way.',
              held.length > 0
                ? '2. End or restart what the table names. If that is another container, restart that container.'
                : '2. If the error names a read-only or full disk, settle that first. If it names a file that cannot be deleted, `lsattr` shows whether it is marked immutable.',
              '3. If it stays, restart Docker at a quiet moment: that stops running containers unless live-restore is on.',
            ].join('\n'),
          ),
          evidence: evidence(
            'docker ps -a --filter status=dead --filter status=removing',
            ['Container', 'State', 'Held by'],
            held.length > 0
              ? held.map((holder) => [name, container.status || container.state, holder])
              : [[name, container.status || container.state, 'nothing found']],
          ),
          remedies: [],
        };
      });
  },
});

/** Mounts and open folders that carry the container's id, or its layer's, in any namespace that was read. */
function holdersOf(facts: HostFacts, containerId: string): string[] {
  const { namespaceMounts, layerdb } = facts.sections;
  if (namespaceMounts.state === 'unknown') return [];
  const layer = layerdb.state === 'known' ? layerdb.value.mounts.find(({ name }) => name === containerId) : undefined;
  const names = [containerId, layer?.mountId].filter((name): name is string => name !== undefined && name !== null);
  const touches = (path: string) => path.split('/').some((part) => names.includes(part));
  const mounts = namespaceMounts.value.namespaces.flatMap((namespace) =>
    namespace.mounts
      .filter(({ mountPoint }) => touches(mountPoint))
      .map(({ mountPoint }) => `${mountPoint} mounted for process ${namespace.pid} (${namespace.command})`),
  );
  const open = namespaceMounts.value.holders
    .filter(({ path }) => touches(path))
    .map(({ path, pid, command }) => `${path} open in process ${pid} (${command})`);
  return [...mounts, ...open];
}
