import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import { isHexId } from '../../facts/views/ownership/layer-names.ts';
import { storeDetails } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'hidden-containerd-store',
  title: 'Images and containers hidden in containerd’s store',
  why: 'Docker keeps its images either with a graph driver or in containerd. After a switch it shows only those of the mode it runs in; the others stay on the disk, hidden. They come back when it is switched back. Only `docker volume prune` does harm meanwhile: volumes of hidden containers look unused, and it deletes them.',
  needs: ['engine', 'containerd'],
  run({ engine, containerd }, { facts }) {
    if (engine.imageStore === 'containerd')
      return { notApplicable: 'Docker keeps its images in containerd’s store, so they are not hidden.' };
    const details = storeDetails(facts);
    if ('unknown' in details) return details;
    const own = details.records?.namespaces.find(({ name }) => name === 'moby');
    const images = own?.images.map(({ name }) => name) ?? [];
    const containers = own?.leases.filter(({ id, labels }) => isHexId(id) && Object.keys(labels).length === 0) ?? [];
    // What graph drivers keep there themselves are manifests of a few kilobytes.
    if (images.length === 0 && containers.length === 0) return [];
    const driver = engine.storageDriver;
    return [
      {
        severity: containers.length > 0 ? 'warning' : 'info',
        subject: engineSubject,
        title: `${counted(images.length, 'image')}, ${counted(containers.length, 'container')} hidden in containerd’s store`,
        detail: paragraphs(
          `They are not lost. Docker runs with ${driver} now and shows only what it keeps there.`,
          steps(
            'Prune no volumes before this is decided.',
            `To see them again, set \`"features": {"containerd-snapshotter": true}\` in daemon.json and restart Docker at a quiet moment. What runs with ${driver} is hidden then, until you switch back.`,
            'If you need none of it: switch there, remove its containers and images with Docker, and switch back.',
          ),
        ),
        evidence: evidence(
          null,
          ['Store', 'Images', 'Containers', 'Compressed content'],
          [
            [
              containerd.root ?? 'unknown',
              nameList(images) || 'none',
              String(containers.length),
              containerd.contentBytes === null ? 'unknown' : formatBytes(containerd.contentBytes),
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
