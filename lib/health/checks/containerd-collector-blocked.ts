import { counted } from '../../domain/format.ts';
import { straysOf, unlessContainerdStore } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { commandPath, paragraphs, steps } from '../text.ts';

/** docs/reference/containerd-on-disk.md#the-blocked-collector-of-btrfs */
export default defineCheck({
  id: 'containerd-collector-blocked',
  title: 'containerd cannot free what is removed',
  why: 'With the btrfs snapshotter a removal that was cut off leaves a subvolume `rm-<number>`. While containerd’s database still has that number, every later collection fails (“snapshot garbage collection failed … file exists”), and nothing that is removed afterwards is freed: images, containers and build cache go from Docker’s lists and stay on the disk.',
  needs: ['containerd'],
  absent: unlessContainerdStore,
  run(_, { facts }) {
    const strays = straysOf(facts);
    if (!Array.isArray(strays)) return strays;
    // Without what it was made from the way stays blocked when it is gone, so such a one is skipped as well.
    const isInTheWay = ({ state, original }: (typeof strays)[number]) =>
      state === 'blocks-collector' && original !== null;
    const blocks = strays.filter(isInTheWay);
    const copies = strays.filter(
      (each) => each.state === 'only-copy' || (each.state === 'blocks-collector' && !isInTheWay(each)),
    );
    const [first] = blocks;
    if (first === undefined && copies.length === 0) return [];
    return [
      {
        severity: first === undefined ? 'info' : 'warning',
        subject: engineSubject,
        title:
          first === undefined
            ? `${counted(copies.length, 'cut-off removal')} may hold the only copy of a layer`
            : `containerd frees nothing: ${counted(blocks.length, 'cut-off removal')} in its way`,
        detail: paragraphs(
          first === undefined
            ? 'This directory may be all that is left of a layer. Bilge does not touch it.'
            : 'What you remove with Docker goes from its lists and stays on the disk.',
          steps(
            first === undefined
              ? 'Start the containers that use this store. If all of them start, nothing is missing.'
              : 'Check that no image is being pulled and no container is being removed, then scan again: only what stays is in the way.',
            first === undefined
              ? null
              : `Delete it with btrfs: \`btrfs subvolume delete ${commandPath(first.hostPath)}\`. containerd does not refer to it any more.`,
            first === undefined ? null : 'Remove any unused image or container. containerd then frees all that waited.',
          ),
          copies.length > 0 && first !== undefined
            ? `Leave ${counted(copies.length, 'other directory', 'other directories')} alone: containerd still refers to what may be the only copy of a layer.`
            : null,
        ),
        evidence: evidence(
          null,
          ['Directory', 'What it is'],
          [
            ...blocks.map(({ hostPath }) => [hostPath, 'blocks the collection; containerd no longer refers to it']),
            ...copies.map(({ hostPath }) => [hostPath, 'may be the only copy of a layer']),
          ],
        ),
        remedies:
          first === undefined ? [] : [{ actionId: 'remove-leaked-leases', params: { mode: 'strays', names: 'all' } }],
      },
    ];
  },
});
