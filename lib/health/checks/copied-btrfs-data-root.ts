import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { unlessDriver } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

/** The root of every btrfs subvolume has this inode number; a plain directory never has. */
const subvolumeInode = 256;
const layerName = /^(?:[0-9a-f]{64}|[0-9a-z]{25})(?:-init)?$/;

/** Creating from, destroying, or deleting a layer that is not a subvolume any more. */
const layerErrors =
  /failed to (?:create|destroy) btrfs snapshot.{0,300}: (?:invalid argument|inappropriate ioctl)|not a (?:btrfs )?subvolume: .{0,300}\/btrfs\/subvolumes\//i;

export default defineCheck({
  id: 'copied-btrfs-data-root',
  title: 'A btrfs data root that was copied as plain files',
  why: 'Copying a data root of the btrfs driver with cp or rsync (also when an app mover does it) turns each subvolume into a plain directory. Docker starts and lists everything, existing containers even run, but no new container can be made (“Failed to create btrfs snapshot”), layers are no longer shared, and `btrfs subvolume delete` says “not a subvolume”.',
  needs: [],
  absent: unlessDriver('btrfs'),
  run(_, { facts }) {
    const { driverDirectories } = facts.sections;
    const errors = matchingLines(facts, layerErrors);
    if (driverDirectories.state === 'unknown' && errors.length === 0) {
      return {
        unknown: `The driver’s directory was not listed: ${driverDirectories.detail}`,
        missing: ['driverDirectories'],
      };
    }
    const entries = driverDirectories.state === 'known' ? driverDirectories.value.entries : [];
    const copied = entries.filter(
      (entry) => entry.kind === 'directory' && layerName.test(entry.name) && entry.inode !== subvolumeInode,
    );
    // “inappropriate ioctl” is a foreign engine on Synology’s kernel: another trouble, and no proof of this one.
    const isInvalid = errors.some((line) => !/inappropriate ioctl/i.test(line));
    if (copied.length === 0 && !isInvalid) return [];
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title:
          copied.length > 0
            ? `${count(copied.length, 'layer')} of the btrfs driver ${copied.length === 1 ? 'is a plain directory' : 'are plain directories'}`
            : 'Layers of the btrfs driver are plain directories',
        detail: paragraphs(
          'The data root was copied with a tool that does not know subvolumes. Existing containers may still run, but new ones cannot be created from these images, and every layer now takes its full size.',
          'What to do: your volumes are fine and can stay. Save what exists only here (images you built, data inside containers), then remove the containers (without `-v`) and images and pull or load them again; the new layers become subvolumes. Do not prune volumes meanwhile: they look unused until the containers are made again. To move a data root of the btrfs driver in future, use a rename on the same filesystem, `btrfs send`, or “move data root”.',
        ),
        evidence:
          copied.length > 0
            ? evidence(
                'stat -c "%n %i" btrfs/subvolumes/*',
                ['Entry', 'Inode', 'A subvolume has'],
                copied.map((entry) => [entry.name, String(entry.inode), String(subvolumeInode)]),
              )
            : logEvidence(errors),
        remedies: [],
      },
    ];
  },
});
