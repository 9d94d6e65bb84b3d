import type { BootConfiguration } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow } from '../mounts.ts';
import { dataRootPath } from '../subjects.ts';
import { paragraphs } from '../text.ts';

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
  title: 'Loop mount in fstab that can stop the boot or come too late',
  why: 'A filesystem in a file needs the disk that holds the file first. Without `nofail` a failure drops the boot into emergency mode, and a headless machine is lost; with `nofail` alone nothing makes Docker wait for it.',
  needs: ['bootConfiguration'],
  run({ bootConfiguration }, { facts }) {
    const path = dataRootPath(facts);
    const { platform } = facts.sections;
    const usesSystemd = platform.state === 'unknown' || platform.value.init === 'systemd';
    const { dockerUnit, openrcNeeds } = bootConfiguration;
    const loops = bootConfiguration.fstab.filter((line) => isLoopLine(line) && !line.options.includes('noauto'));
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file is mounted at boot.' };
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
            ? `A failing mount of ${line.mountPoint} would stop the boot`
            : `Docker does not wait for ${line.mountPoint}`,
          detail: paragraphs(
            stopsBoot
              ? 'If the image cannot be mounted (file moved, its disk late, filesystem damaged), systemd stops in emergency mode before SSH comes up.'
              : 'Docker can start before the mount is there, on the empty directory below.',
            `What to do: use these options: \`loop,noatime,nofail,x-systemd.requires-mounts-for=<directory of ${line.source}>${holdsDocker ? ',x-systemd.before=docker.service,x-systemd.required-by=docker.service' : ''}\`, and 0 as the last number: fsck by fstab does not work for a file.`,
          ),
          evidence: evidence('cat /etc/fstab', ['Line'], [[line.line]]),
          remedies: [],
        },
      ];
    });
  },
});
