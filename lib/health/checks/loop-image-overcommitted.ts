import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'loop-image-overcommitted',
  title: 'A sparse filesystem in a file',
  why: 'A sparse image takes its space only when it is written, so nothing guarantees that it will be there. That is a choice one can make, if the disk below is watched.',
  needs: ['loopDevices'],
  run({ loopDevices }, { facts }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file is in use.' };
    const { mounts } = facts.sections;
    const findings = loops.flatMap((loop) => {
      if (loop.apparentBytes === null || loop.allocatedBytes === null) return [];
      const holes = loop.apparentBytes - loop.allocatedBytes;
      // mkfs and rounding leave some megabytes of holes in a reserved image.
      if (holes <= loop.apparentBytes * 0.02) return [];
      const isThinOnPurpose =
        mounts.state === 'known' &&
        mounts.value.some(
          (mount) =>
            mount.source === loop.device &&
            [...mount.options, ...mount.superOptions].some((option) => /^discard(?:=|$)/.test(option)),
        );
      if (isThinOnPurpose) return [];
      return [
        loopFinding(loop, {
          severity: 'warning',
          title: `${loop.backingFile} has ${formatBytes(holes)} promised but not reserved`,
          detail: paragraphs(
            'If something else fills the disk below, the filesystem inside is damaged.',
            'What to do, either: reserve it (`fallocate -l SIZE FILE` fills the holes, with SIZE the length the file has; only where the disk has that much free, or it fills up and does the damage itself; then do not trim), or decide for a thin image: mount it with `discard` and keep an eye on the disk below, as Bilge does.',
          ),
        }),
      ];
    });
    const isMeasured = loops.every((loop) => loop.apparentBytes !== null && loop.allocatedBytes !== null);
    if (findings.length === 0 && !isMeasured) {
      return { unknown: 'How much of some image files is really reserved was not read.', missing: ['loopDevices'] };
    }
    return findings;
  },
});
