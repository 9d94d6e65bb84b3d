import type { FindingDraft } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { kernelCanRmdirSubvolumes } from '../kernel.ts';
import { leaksOfKind } from '../leaks.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'nested-docker-in-volume',
  title: 'Nested Docker data in a volume',
  why: 'The image docker:dind declares a volume for its own /var/lib/docker, so each run leaves an anonymous volume with a whole Docker data root inside. On btrfs that inner Docker creates subvolumes. On kernels before 4.18 `docker volume rm` cannot remove them (“operation not permitted”), and the volume and its space stay. The disk is not damaged, and neither rm -rf nor a new storage pool is needed. To prevent it, give CI jobs the host’s /var/run/docker.sock instead of docker:dind, or remove runners with `docker rm -v`.',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, ['nested-docker-root']);
    if (!Array.isArray(leaks)) {
      const seen = nestedBySubvolumeList(context.facts);
      return seen.length > 0 ? seen : leaks;
    }
    const canRmdir = kernelCanRmdirSubvolumes(context.facts);
    return leaks.map((leak) => {
      const name = leak.owner?.id ?? leak.name;
      const row =
        context.storage.volumes.state === 'known'
          ? context.storage.volumes.value.find((volume) => volume.name === name)
          : undefined;
      const users = row?.usedBy ?? [];
      const subvolumes = leak.nested.length;
      return {
        severity: 'warning' as const,
        subject: { kind: 'volume' as const, id: name, label: name },
        title:
          subvolumes > 0
            ? `Volume ${short(name)} holds nested Docker data: ${counted(subvolumes, 'subvolume')}`
            : `Volume ${short(name)} holds nested Docker data`,
        detail: paragraphs(
          'It takes space for images and layers of a Docker that ran inside a container (docker:dind, often a CI runner).',
          subvolumes > 0 && canRmdir !== true
            ? '`docker volume rm` cannot remove it: it holds btrfs subvolumes, and rm and rmdir remove those only from Linux 4.18 on (“operation not permitted”). Your filesystem is not damaged.'
            : subvolumes > 0
              ? '`docker volume rm` may stop half-way at mounts or read-only snapshots inside, after deleting part of the content.'
              : null,
          users.length > 0
            ? steps(
                `Nothing now: ${nameList(users)} ${users.length === 1 ? 'uses' : 'use'} it. It is skipped until ${users.length === 1 ? 'that container is' : 'those containers are'} removed.`,
              )
            : steps(
                'Clean the volume: the plan deletes the inner subvolumes, deepest first, checks each one again right before, and then lets Docker remove the volume. This cannot be undone.',
                'To prevent it, give CI jobs the host’s /var/run/docker.sock instead of docker:dind, or remove runners with `docker rm -v`.',
              ),
        ),
        evidence:
          subvolumes > 0
            ? evidence(
                'btrfs subvolume list -p -u',
                ['Subvolume (deepest first)', 'ID', 'UUID', 'Depth'],
                leak.nested.map((nested) => [nested.path, String(nested.id), nested.uuid, String(nested.depth)]),
              )
            : evidence(null, ['Volume', 'Path', 'Size'], [[name, leak.path, bytesCell(leak.bytes)]]),
        ...(leak.bytes.state === 'known' ? { reclaimable: { bytes: leak.bytes.value, exact: false } } : {}),
        remedies: users.length > 0 ? [] : [{ actionId: 'clean-nested-docker', params: { volume: name } }],
      };
    });
  },
});

/** Without the proof, a list of subvolumes shows them: enough to name the cause, not enough to offer a removal. */
function nestedBySubvolumeList(facts: HostFacts): FindingDraft[] {
  const { btrfs } = facts.sections;
  if (btrfs.state === 'unknown') return [];
  const byVolume = new Map<string, string[]>();
  for (const { path } of btrfs.value.flatMap((filesystem) => filesystem.subvolumes)) {
    const volume = /(?:^|\/)volumes\/([^/]+)\/_data\/.*(?:btrfs\/subvolumes|overlay2|vfs\/dir)\//.exec(path)?.[1];
    if (volume) byVolume.set(volume, [...(byVolume.get(volume) ?? []), path]);
  }
  return [...byVolume].map(([volume, paths]) => ({
    severity: 'warning',
    subject: { kind: 'volume', id: volume, label: volume },
    title: `Volume ${short(volume)} holds nested Docker data: ${counted(paths.length, 'subvolume')}`,
    detail: paragraphs(
      'It takes space for layers of a Docker that ran inside a container (docker:dind), and on kernels before 4.18 `docker volume rm` fails with “operation not permitted”. Your filesystem is not damaged.',
      steps(
        'Check that no container uses the volume, running or stopped (`docker ps -a --filter volume=NAME`), and that you need nothing in it.',
        'A scan of the host by Bilge proves that, and offers to clean the volume.',
        'By hand: `btrfs subvolume delete` on exactly these paths, deepest first, then `docker volume rm`. Deleted subvolumes cannot be restored.',
      ),
    ),
    evidence: evidence(
      'btrfs subvolume list',
      ['Subvolume'],
      [...paths].sort((one, other) => other.length - one.length).map((path) => [path]),
    ),
    remedies: [],
  }));
}

function short(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name.slice(0, 20);
}
