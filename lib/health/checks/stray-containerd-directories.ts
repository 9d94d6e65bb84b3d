import { counted } from '../../domain/format.ts';
import { straysOf, unlessContainerdStore } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { commandPath, paragraphs, steps } from '../text.ts';

/** docs/reference/containerd-on-disk.md#strays-of-btrfs-and-native. With overlayfs containerd deletes them itself. */
export default defineCheck({
  id: 'stray-containerd-directories',
  title: 'Layer directories that containerd forgot',
  why: 'With the btrfs and native snapshotters containerd never deletes a directory that its database does not name. A crash while a layer is made or removed leaves such a directory, and it stays. Younger ones than the running containerd may be in use and are not counted.',
  needs: ['containerd'],
  absent: unlessContainerdStore,
  run(_, { facts }) {
    const strays = straysOf(facts);
    if (!Array.isArray(strays)) return strays;
    const sure = strays.filter(({ state }) => state === 'stray');
    const perhaps = strays.filter(({ state }) => state === 'unconfirmed');
    const [first] = sure;
    if (first === undefined && perhaps.length === 0) return [];
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title:
          first === undefined
            ? `${counted(perhaps.length, 'directory', 'directories')} in containerd’s store of unknown age`
            : `${counted(sure.length, 'layer directory', 'layer directories')} that containerd forgot`,
        detail: paragraphs(
          first === undefined
            ? 'containerd’s database does not name them. They may be in the making: their age could not be read. Leave them.'
            : 'They take space that nothing frees. containerd’s database has no record of them, and they are older than the running containerd.',
          first === undefined
            ? 'What to do: scan again after the next restart of containerd.'
            : steps(
                'Scan once more: what is still listed then is not in the making.',
                first.snapshotter === 'btrfs'
                  ? `Delete them with btrfs, one by one: \`btrfs subvolume delete ${commandPath(first.hostPath)}\`. containerd need not stop.`
                  : 'Delete them while Docker and containerd are stopped.',
              ),
        ),
        evidence: evidence(
          null,
          ['Directory', 'Age'],
          [
            ...sure.map(({ hostPath }) => [hostPath, 'older than the running containerd']),
            ...perhaps.map(({ hostPath }) => [hostPath, 'unknown']),
          ],
        ),
        remedies:
          first?.snapshotter === 'btrfs'
            ? [{ actionId: 'remove-leaked-leases', params: { mode: 'strays', names: 'all' } }]
            : [],
      },
    ];
  },
});
