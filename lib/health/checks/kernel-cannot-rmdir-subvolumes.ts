import { dataRootType } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { kernelCanRmdirSubvolumes, kernelVersion } from '../kernel.ts';
import { graphDriver } from '../storage-driver.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'kernel-cannot-rmdir-subvolumes',
  title: 'A kernel on which rm cannot remove subvolumes',
  why: 'Before Linux 4.18 a btrfs subvolume cannot be removed with rm or rmdir, not even by root: “operation not permitted”. `docker volume rm` of a volume with nested subvolumes (docker:dind) fails there, and looks like a permission or disk problem.',
  needs: [],
  run(_, { facts }) {
    const driver = graphDriver(facts);
    const root = dataRootType(facts);
    if (driver === null && root === null)
      return { unknown: 'What the data root lies on is not known.', missing: ['engine'] };
    if (driver !== 'btrfs' && root?.type !== 'btrfs') {
      if (root === null) return { unknown: 'What the data root lies on is not known.', missing: ['mounts'] };
      return { notApplicable: `The data root is on ${root.type}.` };
    }
    const can = kernelCanRmdirSubvolumes(facts);
    if (can === null) return { unknown: 'The kernel’s version is not known.', missing: ['platform'] };
    if (can) return [];
    return [
      {
        severity: 'warning',
        subject: hostSubject,
        title: `Linux ${kernelVersion(facts) ?? ''} cannot remove subvolumes with rm`,
        detail: paragraphs(
          'If `docker volume rm` says “operation not permitted” or “directory not empty”, the volume holds btrfs subvolumes, most likely of a Docker that ran inside a container (docker:dind). It is neither a permission problem nor a damaged disk.',
          'What to do: Bilge lists such volumes and removes their subvolumes with btrfs’s own command, deepest first (“clean nested Docker”). By hand: see first that no container uses the volume, running or stopped (`docker ps -a --filter volume=NAME`), and that no subvolume in it holds snapshots or data of yours. Then `btrfs subvolume list -p`, and `btrfs subvolume delete` on those below that volume only: with `-o` the list also names live layers of your Docker. A deleted subvolume does not come back.',
        ),
        evidence: evidence('uname -r', ['Kernel', 'Needed'], [[kernelVersion(facts) ?? 'unknown', '4.18']]),
        remedies: [],
      },
    ];
  },
});
