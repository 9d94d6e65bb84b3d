import { formatBytes } from '../../domain/bytes.ts';
import type { UnusedStore } from '../../domain/containerd-facts.ts';
import { counted } from '../../domain/format.ts';
import { storeDetails } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nameList, paragraphs, shortPath, steps } from '../text.ts';

const bigBytes = 5 * 2 ** 30;

/** Images and containers of someone: told, never garbage (docs/reference/containerd-on-disk.md#what-leaks-and-how). */
export default defineCheck({
  id: 'unused-containerd-store',
  title: 'A containerd store that nothing uses',
  why: 'When the system’s containerd is switched off, dockerd starts its own with an empty store; when `root` is moved, the old folder stays. Docker shows nothing of what is in such a store, and it takes its space. It may hold the only copy of what was written inside containers.',
  needs: ['containerd'],
  run(_, { facts }) {
    const details = storeDetails(facts);
    if ('unknown' in details) return details;
    return (details.unusedStores ?? []).map((store) => {
      const { root, content } = store;
      return {
        severity: content !== null && content.contentBytes > bigBytes ? ('warning' as const) : ('info' as const),
        subject: { kind: 'store' as const, id: root, label: root },
        title: `No containerd uses the store in ${shortPath(root, 34)}`,
        detail: paragraphs(
          `It takes space, and Docker shows nothing of it. ${holds(store)}`,
          steps(
            'Find out whether you miss an image or container: they are in this store, hidden and not lost.',
            'To use it again, let the same containerd run as before: `systemctl unmask --now containerd` where the system’s was switched off, or its old `root` in /etc/containerd/config.toml. Then restart Docker at a quiet moment. Today’s images are hidden until you switch back.',
            'Delete the folder only once everything you need runs without it. This cannot be undone.',
          ),
          'Do not prune volumes before this is decided: volumes of the hidden containers look unused.',
        ),
        evidence: evidence(
          null,
          ['Store', 'Namespaces', 'Images', 'Containers', 'Compressed content'],
          [
            [
              root,
              content === null ? 'unknown' : nameList(content.namespaces),
              content === null ? 'unknown' : nameList(content.images) || 'none',
              content === null ? 'unknown' : String(content.containers.length),
              content === null ? 'unknown' : formatBytes(content.contentBytes),
            ],
          ],
        ),
        remedies: [],
      };
    });
  },
});

function holds({ content }: UnusedStore): string {
  if (content === null) return 'Its database was too big to be read, so what it holds is unknown.';
  const { images, containers, contentBytes } = content;
  return `It holds ${counted(images.length, 'image')}, ${counted(containers.length, 'container')} and ${formatBytes(contentBytes)} of compressed layers; the unpacked ones come on top.`;
}
