import { counted } from '../../domain/format.ts';
import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { unlessDriver } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** The root of every btrfs subvolume has this inode number; a plain directory never has. */
const subvolumeInode = 256;
const layerName = /^(?:[0-9a-f]{64}|[0-9a-z]{25})(?:-init)?$/;

/** Creating from, destroying, or deleting a layer that is not a subvolume any more. */
const layerErrors =
  /failed to (?:create|destroy) btrfs snapshot.{0,300}: (?:invalid argument|inappropriate ioctl)|not a (?:btrfs )?subvolume: .{0,300}\/btrfs\/subvolumes\//i;

export default defineCheck({
  id: 'copied-btrfs-data-root',
  title: 'A btrfs data root that was copied as plain files',
  why: 'Copying a data root of the btrfs driver with cp or rsync (an app mover does that too) turns each subvolume into a plain directory. Docker starts and lists everything, and existing containers run, but no new container can be created (“Failed to create btrfs snapshot”), layers are no longer shared, and `btrfs subvolume delete` says “not a subvolume”. To move such a data root, rename it on the same filesystem or use `btrfs send`.',
  needs: [],
  absent: unlessDriver('btrfs'),
  run(_, { facts }) {
    const { driverDirectories } = facts.sections;
    const errors = matchingLines(facts, layerErrors);
    if (driverDirectories.state === 'unknown' && errors.length === 0) {
      return {
        unknown: `The driver’s directory could not be listed: ${driverDirectories.detail}`,
        missing: ['driverDirectories'],
      };
    }
    const entries = driverDirectories.state === 'known' ? driverDirectories.value.entries : [];
    const copied = entries.filter(
      (entry) => entry.kind === 'directory' && layerName.test(entry.name) && entry.inode !== subvolumeInode,
    );
    // “inappropriate ioctl” is a foreign engine on Synology’s kernel: a different problem.
    const isInvalid = errors.some((line) => !/inappropriate ioctl/i.test(line));
    if (copied.length === 0 && !isInvalid) return [];
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title:
          copied.length > 0
            ? `${counted(copied.length, 'btrfs layer')} ${copied.length === 1 ? 'is a plain directory' : 'are plain directories'}, not ${copied.length === 1 ? 'a subvolume' : 'subvolumes'}`
            : 'btrfs layers are plain directories, not subvolumes',
        detail: paragraphs(
          'No new container can be created from these images, and every layer takes its full size. The data root was copied with a tool that does not know subvolumes; volumes and running containers are fine.',
          steps(
            'Save what exists only here: images you built (`docker save`), files inside containers (`docker cp`).',
            'Remove the containers (without `-v`) and the images.',
            'Pull or load the images and recreate the containers. Until then do not prune volumes: they look unused.',
          ),
          lostWhenRemade,
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
