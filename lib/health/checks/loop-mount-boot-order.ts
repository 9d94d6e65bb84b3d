import type { BootConfiguration } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow } from '../mounts.ts';
import { dataRootPath } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

type FstabLine = BootConfiguration['fstab'][number];

/** mount attaches a loop device for a regular file by itself, with or without the option. */
export function isLoopLine(line: FstabLine): boolean {
  if (/^(?:squashfs|iso9660|udf|swap)$/.test(line.type)) return false;
  return (
    line.options.some((option) => option === 'loop' || option.startsWith('loop=')) ||
    (line.source.startsWith('/') &&
      !line.source.startsWith('/dev/') &&
      /\.(?:img|image|raw|fs|btrfs|ext4|xfs)$/i.test(line.source))
  );
}

export default defineCheck({
  id: 'loop-mount-boot-order',
  title: 'Loop mount in fstab that can stop the boot or be late',
  why: 'A filesystem image needs the disk that holds the file first. Without `nofail` a failing mount stops the boot in emergency mode, before SSH starts; with `nofail` alone Docker does not wait for the mount. fsck by fstab does not work for a file, so the last number of the line must be 0.',
  needs: ['bootConfiguration'],
  run({ bootConfiguration }, { facts }) {
    const path = dataRootPath(facts);
    const { platform } = facts.sections;
    const usesSystemd = platform.state === 'unknown' || platform.value.init === 'systemd';
    const { dockerUnit, openrcNeeds } = bootConfiguration;
    const loops = bootConfiguration.fstab.filter((line) => isLoopLine(line) && !line.options.includes('noauto'));
    if (loops.length === 0) return { notApplicable: 'No filesystem image is mounted at boot.' };
    return loops.flatMap((line) => {
      const holdsDocker = path === null ? /docker/i.test(line.mountPoint) : isBelow(path, line.mountPoint);
      const unitWaits =
        (dockerUnit?.requiresMountsFor ?? []).some((directory) => isBelow(directory, line.mountPoint)) ||
        (openrcNeeds ?? []).includes('localmount');
      const dockerWaits =
        unitWaits ||
        line.options.some((option) => /^x-systemd\.(?:required-by|before)=(?:docker|containerd)/.test(option));
      const stopsBoot = usesSystemd && !line.options.includes('nofail');
      const comesLate = usesSystemd && !stopsBoot && holdsDocker && !dockerWaits;
      if (!stopsBoot && !comesLate) return [];
      return [
        {
          severity: 'warning' as const,
          subject: { kind: 'file' as const, id: `fstab:${line.mountPoint}`, label: `/etc/fstab: ${line.mountPoint}` },
          title: stopsBoot
            ? `If ${shortPath(line.mountPoint, 28)} cannot be mounted, the boot stops`
            : `Docker does not wait for ${shortPath(line.mountPoint)}`,
          detail: paragraphs(
            stopsBoot
              ? 'A moved file, a late disk or a damaged image stops systemd in emergency mode, before SSH starts.'
              : 'Docker can start before the mount, on the empty directory below: images and containers seem to be gone.',
            steps(
              `Use these options in its line of /etc/fstab: \`loop,noatime,nofail,x-systemd.requires-mounts-for=<directory of ${line.source}>${holdsDocker ? ',x-systemd.before=docker.service,x-systemd.required-by=docker.service' : ''}\`, and 0 as the last number.`,
            ),
          ),
          evidence: evidence('cat /etc/fstab', ['Line'], [[line.line]]),
          remedies: [],
        },
      ];
    });
  },
});
