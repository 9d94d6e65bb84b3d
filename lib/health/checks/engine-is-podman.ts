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
  why: 'Podman offers Docker’s API, but has its own storage library, drivers and version numbers. What Bilge knows about Docker’s drivers, versions and records would be wrong here, so those checks are skipped.',
  needs: [],
  run(_, { facts }) {
    const { engine, pasted } = facts.sections;
    if (engine.state === 'unknown' && pasted.state === 'unknown') {
      return { unknown: 'The engine is unknown.', missing: ['engine'] };
    }
    if (!isPodman(facts)) {
      return engine.state === 'unknown' ? { unknown: 'The engine is unknown.', missing: ['engine'] } : [];
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
            : 'This is Podman; checks of Docker were skipped',
        detail: paragraphs(
          lines.length > 0
            ? 'Podman cannot store images here until this is fixed. Advice about Docker’s drivers does not apply to Podman.'
            : 'Nothing is wrong with that. Checks of disks and filesystems ran; checks of Docker’s drivers, versions, images and volumes do not apply.',
          lines.length > 0
            ? steps(
                'Install fuse-overlayfs and set `mount_program = "/usr/bin/fuse-overlayfs"` in `[storage.options.overlay]` of storage.conf.',
                filesystem === 'zfs'
                  ? 'Or use OpenZFS 2.2 or newer, where overlay works directly.'
                  : 'Or put `graphroot` on ext4 or xfs, where overlay works directly.',
                'A change of the driver requires `podman system reset`. It deletes all images, containers and volumes of this user: save what you need first.',
              )
            : steps(
                'See where the space is: `podman system df -v`. A value above 100% in it is a known bug of Podman.',
                'Remove what is not used: `podman image prune`, `podman container prune`. `podman volume prune` deletes data: check first.',
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
