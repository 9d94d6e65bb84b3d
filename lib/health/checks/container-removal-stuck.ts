import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'container-removal-stuck',
  title: 'A container that could not be removed',
  why: 'Docker marks a container as dead, or leaves it in “removal in progress”, when it could not delete a part of it: a busy file, a mount that another process still has, a full or read-only disk. The container keeps its layer and its volumes until the removal succeeds.',
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
          title: `${name.slice(0, 30)} could not be removed (state: ${container.state.toLowerCase()})`,
          detail: paragraphs(
            'It cannot be started again and still uses its disk space: Docker began to remove it and could not finish.',
            held.length > 0
              ? `${held.length === 1 ? 'One process has' : `${held.length} processes have`} a part of it open or mounted; see the table.`
              : 'No process was found that uses it now, so trying again may be enough.',
            steps(
              'Try again: `docker rm CONTAINER`. The error names the file or mount in the way.',
              held.length > 0
                ? 'Stop or restart what the table names. If it is another container, restart that container.'
                : 'If the error names a full or read-only disk, fix that first. If it names a file, `lsattr` shows whether that file is immutable.',
              'If that does not help, restart Docker at a quiet moment. This stops running containers unless live-restore is on.',
            ),
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
