import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { isPodman } from '../podman.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const refused = /['"]?overlay['"]? is not supported over (\w+)|mount_program is required/i;

export default defineCheck({
  id: 'engine-is-podman',
  title: 'Podman, not Docker',
  why: 'Podman answers Docker’s API, but its storage library, its drivers and its version numbers are its own. What Bilge knows about Docker’s drivers, versions and records would be wrong here, so those checks are left out.',
  needs: [],
  run(_, { facts }) {
    const { engine, pasted } = facts.sections;
    if (engine.state === 'unknown' && pasted.state === 'unknown') {
      return { unknown: 'Which engine this is is not known.', missing: ['engine'] };
    }
    if (!isPodman(facts)) {
      return engine.state === 'unknown' ? { unknown: 'Which engine this is is not known.', missing: ['engine'] } : [];
    }
    const lines = matchingLines(facts, refused);
    const filesystem = lines.map((line) => refused.exec(line)?.[1]).find((type) => type !== undefined) ?? null;
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title:
          lines.length > 0
            ? `Podman cannot use overlay ${filesystem ? `on ${filesystem}` : 'on this filesystem'} by itself`
            : 'This is Podman; Bilge judges Docker',
        detail: paragraphs(
          lines.length > 0
            ? 'This is Podman, whose overlay driver is called “overlay”. Nothing about Docker’s drivers or versions applies.'
            : 'Podman’s driver “overlay” and its version are fine as they are; checks about Docker’s drivers, versions, images and volumes were left out. Checks of disks and filesystems were made.',
          lines.length > 0
            ? steps(
                'Install fuse-overlayfs and set `mount_program = "/usr/bin/fuse-overlayfs"` below `[storage.options.overlay]` in storage.conf.',
                filesystem === 'zfs'
                  ? 'Or use OpenZFS 2.2 or newer, on which overlay works directly.'
                  : 'Or put `graphroot` on ext4 or xfs, where overlay works directly.',
                'After a change of the driver, `podman system reset` is needed. It deletes all images, containers and volumes of this user: save what you need first.',
              )
            : steps(
                '`podman system df -v` shows where the space is. A share above 100% in it is a known fault of Podman.',
                '`podman image prune` and `podman container prune` remove what is not used; `podman volume prune` deletes data, so look first.',
              ),
        ),
        evidence:
          lines.length > 0
            ? logEvidence(lines)
            : evidence(
                engine.state === 'known' ? 'docker version' : null,
                ['Engine', 'Version', 'Data root'],
                [
                  engine.state === 'known'
                    ? ['Podman', engine.value.version || 'not printed', engine.value.dataRoot || 'not printed']
                    : ['Podman', 'not printed', 'not printed'],
                ],
              ),
        remedies: [],
      },
    ];
  },
});
