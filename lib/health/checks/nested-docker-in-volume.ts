import type { FindingDraft } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { kernelCanRmdirSubvolumes } from '../kernel.ts';
import { leaksOfKind } from '../leaks.ts';
import { count, nameList, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'nested-docker-in-volume',
  title: 'A volume that holds another Docker’s data',
  why: 'The image docker:dind declares a volume for its own /var/lib/docker, so each run leaves an anonymous volume with a whole Docker inside. On btrfs that inner Docker makes subvolumes, which `docker volume rm` cannot remove on kernels before 4.18 (“operation not permitted”), and which look like plain directories to everything else. The volume and its space then stay for ever. It is no damage to the disk.',
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
            ? `Volume ${short(name)} holds another Docker with ${count(subvolumes, 'btrfs subvolume')}`
            : `Volume ${short(name)} holds another Docker’s data`,
        detail: paragraphs(
          'A Docker that ran inside a container (docker:dind, as CI runners use it) left its images and layers in this volume. The outer Docker sees one volume and not what is in it.',
          subvolumes > 0 && canRmdir !== true
            ? 'Why it cannot be deleted: the inner Docker made btrfs subvolumes. This kernel does not let rm or rmdir remove a subvolume (that came with Linux 4.18), so `docker volume rm` stops with “operation not permitted”. Your file system is not damaged, and neither rm -rf nor a rebuilt storage pool is needed.'
            : subvolumes > 0
              ? 'The inner Docker made btrfs subvolumes. `docker volume rm` may stop half-way at mounts or read-only snapshots left inside; it has then already deleted part of the content.'
              : null,
          users.length > 0
            ? `In use by ${nameList(users)}: it is spared until that container is removed.`
            : 'What to do: “clean nested Docker” removes the inner subvolumes deepest first, each checked again right before, and then lets Docker remove the volume.',
          'To keep it from coming back: give CI jobs the host’s /var/run/docker.sock instead of docker:dind, or remove runners with `docker rm -v`.',
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

/** Without the proof, a list of subvolumes alone shows them: enough to name the cause, not enough to offer a removal. */
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
    title: `Volume ${short(volume)} holds another Docker with ${count(paths.length, 'btrfs subvolume')}`,
    detail: paragraphs(
      'A Docker that ran inside a container (docker:dind) left its layers in this volume as btrfs subvolumes. On kernels before 4.18 `docker volume rm` cannot remove them (“operation not permitted”). Your file system is not damaged.',
      'What to do: let Bilge look at the host; it removes them deepest first after checking that nothing uses them, and then the volume. By hand: see first that no container uses the volume, running or stopped (`docker ps -a --filter volume=NAME`), and that you need nothing of that inner Docker. Then `btrfs subvolume delete` on exactly these paths, the deepest first, then `docker volume rm`. A deleted subvolume does not come back.',
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
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}
