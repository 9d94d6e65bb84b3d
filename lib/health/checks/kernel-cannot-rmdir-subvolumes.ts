import { dataRootType } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { kernelCanRmdirSubvolumes, kernelVersion } from '../kernel.ts';
import { advice } from '../pasted.ts';
import { graphDriver } from '../storage-driver.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'kernel-cannot-rmdir-subvolumes',
  title: 'A kernel on which rm cannot remove subvolumes',
  why: 'Before Linux 4.18 a btrfs subvolume cannot be removed with rm or rmdir, not even by root: “operation not permitted”. `docker volume rm` of a volume with nested subvolumes (docker:dind) then fails, which looks like a permission or disk problem. With `-o`, `btrfs subvolume list` also names live layers of your Docker: never delete from that list.',
  needs: [],
  run(_, { facts }) {
    const driver = graphDriver(facts);
    const root = dataRootType(facts);
    if (driver === null && root === null)
      return { unknown: 'The filesystem of the data root is unknown.', missing: ['engine'] };
    if (driver !== 'btrfs' && root?.type !== 'btrfs') {
      if (root === null) return { unknown: 'The filesystem of the data root is unknown.', missing: ['mounts'] };
      return { notApplicable: `The data root is on ${root.type}.` };
    }
    const can = kernelCanRmdirSubvolumes(facts);
    if (can === null) return { unknown: 'The kernel’s version is unknown.', missing: ['platform'] };
    if (can) return [];
    return [
      {
        severity: 'warning',
        subject: hostSubject,
        title: `Linux ${(kernelVersion(facts) ?? '').slice(0, 28)} cannot remove subvolumes with rm`,
        detail: paragraphs(
          '`docker volume rm` fails with “operation not permitted” on volumes with nested Docker data (docker:dind). It is neither a permission problem nor a damaged disk.',
          steps(
            advice(facts, {
              live: 'If a finding names such a volume, it offers to clean it.',
              pasted: 'Find the volume: `docker volume rm` names it in its error.',
            }),
            'By hand: check that no container uses the volume, running or stopped (`docker ps -a --filter volume=NAME`), and that you need nothing in it.',
            'Then list its subvolumes with `btrfs subvolume list -p MOUNT` and run `btrfs subvolume delete` on those inside that volume only, deepest first. Deleted subvolumes cannot be restored.',
          ),
        ),
        evidence: evidence('uname -r', ['Kernel', 'Needed'], [[kernelVersion(facts) ?? 'unknown', '4.18']]),
        remedies: [],
      },
    ];
  },
});
