import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** containerd#12504: packaged containerd (2.1.5) is built without it, and a dockerd that is told to use it does not start. */
export default defineCheck({
  id: 'zfs-snapshotter-missing',
  title: 'The containerd of the package has no ZFS snapshotter',
  why: 'Packages of containerd may be built without the ZFS snapshotter (2.1.5 was, containerd#12504). A Docker that is to keep its images in containerd with `zfs` then does not start. The zfs graph driver is another thing and keeps working.',
  needs: [],
  run(_, { facts }) {
    const lines = matchingLines(
      facts,
      /snapshotter\W+zfs\W.*(?:not (?:loaded|found|exist|configured)|unknown|unavailable)|(?:unknown|no such) snapshotter\W+zfs/i,
    );
    if (lines.length > 0)
      return [
        finding(
          'critical',
          'Docker does not start: containerd has no ZFS snapshotter',
          'Nothing is lost. Docker is told to keep its images with containerd’s zfs snapshotter, which this containerd does not have.',
          logEvidence(lines),
        ),
      ];
    const { engine } = facts.sections;
    if (engine.state === 'unknown')
      return { unknown: 'Which storage driver Docker uses is unknown.', missing: ['engine'] };
    const { storageDriver, imageStore, version } = engine.value;
    if (storageDriver !== 'zfs') return { notApplicable: 'Docker does not use ZFS for its layers.' };
    if (imageStore === 'graphdriver') return [];
    return [
      finding(
        'warning',
        'An upgrade of containerd may take its ZFS snapshotter away',
        'Docker would not start after it. Its images are kept with containerd’s zfs snapshotter, without which some packages are built.',
        evidence('docker info', ['Engine', 'Snapshotter'], [[version, 'zfs']]),
      ),
    ];
  },
});

function finding(severity: 'critical' | 'warning', title: string, why: string, seen: ReturnType<typeof evidence>) {
  return {
    severity,
    subject: engineSubject,
    title,
    detail: paragraphs(
      why,
      steps(
        'Check the package before you upgrade: `ctr plugins ls` must show zfs as ok. Where it does not, stay on the version you have, or go back to it.',
        'With OpenZFS 2.2 or newer the overlayfs snapshotter works on ZFS: `"storage-driver": "overlayfs"` in daemon.json. What the zfs snapshotter holds is hidden then, until you switch back.',
      ),
      'Their volumes look unused meanwhile: do not prune volumes.',
    ),
    evidence: seen,
    remedies: [],
  };
}
