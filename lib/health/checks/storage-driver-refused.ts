import type { FindingDraft } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { hiddenBySwitch, lostWhenRemade } from '../cautions.ts';
import { dataRootType, isNetworkOrFuse } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { nasVendor } from '../nas-vendor.ts';
import { pastedFacts } from '../pasted.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { commandPath, paragraphs, steps } from '../text.ts';

/** The engine tried a driver on this filesystem. When it chooses by itself it prints this for several drivers and continues. */
const tried =
  /['"\\]*(aufs|btrfs|devicemapper|fuse-overlayfs|overlay2?|zfs)['"\\]* (?:is )?not supported over ['"\\]*(\w+)/i;
/** What the engine prints before it gives up: the kernel has no overlay, or rejects it here. */
const noOverlay =
  /['"\\]*(overlay2?|aufs)['"\\]* not found as a supported filesystem|failed to mount overlay: (?:invalid argument|permission denied|operation not permitted|no such device|not supported)/i;
/** Docker 26.1.5: `error initializing graphdriver: prerequisites for driver not satisfied (wrong filesystem?): btrfs`; before 23 without the name. */
const wrongFilesystem = /prerequisites for driver not satisfied(?: \(wrong filesystem\?\))?(?:: ["']?([\w-]+))?/i;
/** Docker 25 and newer, of devicemapper; 24 and newer, of aufs and overlay. */
const removedDriver = /the ([\w-]+) storage-driver has been deprecated and removed/i;
/** It gave up. Data of several drivers, a full disk or a thin pool stop the same function; other checks report those. */
const gaveUp =
  /backing file ?system is unsupported for this graph driver|driver not supported|prerequisites for driver not satisfied|storage-driver has been deprecated and removed|prior storage driver [\w-]+ failed|does not support (?:this graph driver|overlay)|graphdriver: \w+: unknown option|backing \w+ filesystem is formatted without d_type support, which/i;
const unknownOption = /unknown option ["']?([\w.]{3,60})/i;
const withoutType = /backing (\w+) filesystem is formatted without d_type/i;
/** A layer could not be written, because the filesystem below does not support its content. */
const layerRefused =
  /(?:failed to register layer|failed to extract layer|error (?:creating|processing) .{0,80}|applylayer .{0,80}): ?.{0,200}?(?:l?setxattr|lgetxattr|symlink|link|mknod|mkfifo|chmod|lchown|rename)\b.{0,500}: (?:operation not supported|not supported|function not implemented)/i;
/** The kernel's message for a filesystem that does not support overlay. */
const upperRefused =
  /overlay(?:fs)?: (?:filesystem on .{1,300} not supported(?: as upperdir)?|upper fs (?:is missing required features|does not support (?:xattr|tmpfile|RENAME_WHITEOUT|d_type)))/i;
const started = /Daemon has completed initialization|API listen on|msg="?Docker daemon"? .*graphdriver/i;

export default defineCheck({
  id: 'storage-driver-refused',
  title: 'The storage driver does not work on this filesystem',
  why: 'Each storage driver works on some filesystems only. On the wrong one the engine does not start, or starts and cannot write image layers. The messages of the engine name neither the cause nor a solution.',
  needs: [],
  run(_, { facts }) {
    const { logLines } = facts.sections;
    if (logLines.state === 'unknown') {
      const { engine } = facts.sections;
      return engine.state === 'known' && pastedFacts(facts) === null
        ? { notApplicable: 'The engine runs with its storage driver.' }
        : { unknown: `No log could be read: ${logLines.detail}`, missing: ['logLines'] };
    }
    const failed = refusedStart(facts);
    if (failed.length > 0) return [startFinding(facts, failed)];
    const root = dataRootType(facts);
    if (root !== null && isNetworkOrFuse(root.type)) {
      return { notApplicable: `The data root is on ${root.type}; see the finding about that.` };
    }
    const layers = matchingLines(facts, layerRefused);
    // “invalid argument” has other causes; the kernel's own message has not.
    const lines = layers.length > 0 ? layers : matchingLines(facts, upperRefused);
    return lines.length > 0 ? [layerFinding(facts, lines)] : [];
  },
});

/** The lines of the last start, if it failed. */
function refusedStart(facts: HostFacts): string[] {
  const lines = matchingLines(facts, /./);
  const lastStart = lines.findLastIndex((line) => started.test(line));
  const last = lines.slice(lastStart + 1);
  const end = last.filter((line) => gaveUp.test(line) && !/several valid graphdrivers/i.test(line));
  const attempts = last.filter((line) => tried.test(line) || noOverlay.test(line));
  if (end.length > 0) return [...new Set([...attempts, ...end])];
  // If an engine responds, it continued with another driver: no refusal.
  const { engine } = facts.sections;
  const answers = engine.state === 'known' && engine.value.version !== '';
  return lastStart < 0 && !answers ? attempts.filter((line) => tried.test(line)) : [];
}

function startFinding(facts: HostFacts, lines: string[]): FindingDraft {
  const option = lines.map((line) => unknownOption.exec(line)?.[1]).find((name) => name !== undefined);
  if (option !== undefined) return optionFinding(facts, option, lines);
  const pair = lines.map((line) => tried.exec(line)).findLast((match) => match !== null) ?? null;
  const named = lines
    .map(
      (line) =>
        /prior storage driver ["']?([\w-]+)/i.exec(line)?.[1] ??
        /driver not supported: ["']?([\w-]+)/i.exec(line)?.[1] ??
        wrongFilesystem.exec(line)?.[1] ??
        removedDriver.exec(line)?.[1] ??
        /storage-driver=["']?([\w-]+)/i.exec(line)?.[1],
    )
    .findLast((name) => name !== undefined);
  const driver = (pair?.[1] ?? named ?? configuredDriver(facts))?.toLowerCase() ?? null;
  const untyped = lines.map((line) => withoutType.exec(line)?.[1]).find((name) => name !== undefined);
  const type = pair?.[2]?.toLowerCase() ?? untyped ?? dataRootType(facts)?.type ?? null;
  // The kernel prints “invalid argument” also for a filesystem that does not support overlay: then the module is not missing.
  const lacksOverlay =
    pair === null && untyped === undefined && !carriesNoOverlay(type) && lines.some((line) => noOverlay.test(line));
  const isGone = /^(?:aufs|overlay|devicemapper)$/.test(driver ?? '') && pair === null;
  const words = driver === null ? 'its storage driver' : `the storage driver ${driver}`;
  return {
    severity: 'critical',
    subject: dataRootSubject(facts),
    title: isGone ? `Docker does not start: this engine has no ${driver} driver` : refusedTitle(driver, type),
    detail: paragraphs(
      isGone
        ? `Nothing is lost: images, containers and volumes are still on disk. The data root uses ${words}, which this engine or kernel does not have.`
        : `Nothing is lost: existing images, containers and volumes are still on disk. The engine cannot use ${words}${type ? ` on ${type}` : ' on this filesystem'}.`,
      isGone
        ? steps(
            'Do not delete the data root. To save images and containers, install the last engine with this driver (aufs and overlay: 23.0; devicemapper: 24.0) and use `docker save` and `docker cp`.',
            'Then set `"storage-driver": "overlay2"` in daemon.json and start the new engine. It starts without images.',
            'Load the images and recreate the containers. Do not prune volumes before: they look unused.',
          )
        : lacksOverlay
          ? steps(
              'Find the cause: `sudo modprobe overlay; sudo dmesg | tail -n 20`. The kernel has no overlay module, a container may not mount, or the filesystem below is overlay, NFS or ZFS.',
              'Load the module at boot (/etc/modules-load.d), or boot a kernel that has it. In an LXC container allow nesting (`features: nesting=1`).',
              `Or give Docker a data root on ext4 or xfs, or fuse-overlayfs. ${hiddenBySwitch}`,
            )
          : untyped !== undefined
            ? steps(
                'Check with `xfs_info`: overlay needs `ftype=1`, which cannot be changed after the filesystem was created.',
                `Give Docker a data root on another filesystem: ext4, or xfs with \`ftype=1\`. ${hiddenBySwitch}`,
              )
            : waysOut(facts, driver, type),
      isGone ? lostWhenRemade : null,
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}

/** Filesystems have long names (`fuse.fuse-overlayfs`); a title has at most 70 characters. */
function refusedTitle(driver: string | null, type: string | null): string {
  const title = `Docker does not start: ${driver ?? 'its driver'} does not work on ${type ?? 'this filesystem'}`;
  return title.length <= 70
    ? title
    : `Docker does not start: no ${driver ?? 'driver'} on ${type ?? 'this filesystem'}`.slice(0, 70);
}

/** The driver in daemon.json: before engine 23 the error itself does not name it. */
function configuredDriver({ sections: { daemonConfiguration } }: HostFacts): string | undefined {
  const asked =
    daemonConfiguration.state === 'known' ? daemonConfiguration.value.values?.['storage-driver'] : undefined;
  return typeof asked === 'string' ? asked : undefined;
}

function carriesNoOverlay(type: string | null): boolean {
  return type !== null && (/^(?:overlay|overlayfs|aufs|zfs|vfat|exfat)$/.test(type) || isNetworkOrFuse(type));
}

function optionFinding(facts: HostFacts, option: string, lines: string[]): FindingDraft {
  return {
    severity: 'critical',
    subject: dataRootSubject(facts),
    title: `Docker does not start: unknown storage option ${option.slice(0, 24)}`,
    detail: paragraphs(
      'Nothing is lost: without this option the engine starts with all its data. The option belongs to older engines or to another driver.',
      steps(
        'Remove it from `"storage-opts"` in daemon.json, or from the service’s flags (`systemctl cat docker`).',
        'Check the file and start: `dockerd --validate`, then `systemctl start docker`.',
      ),
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}

function layerFinding(facts: HostFacts, lines: string[]): FindingDraft {
  const root = dataRootType(facts);
  const path = dataRootPath(facts);
  const isKnown = root !== null && root.type !== '' && root.type !== '<unknown>';
  const needs = lines.some((line) => /xattr/i.test(line))
    ? 'extended attributes'
    : lines.some((line) => /symlink/i.test(line))
      ? 'symbolic links'
      : 'special files';
  return {
    severity: 'critical',
    subject: dataRootSubject(facts),
    title: isKnown
      ? `Layers cannot be stored on ${root.type}: no ${needs}`.slice(0, 70)
      : `The data root’s filesystem does not support ${needs}`,
    detail: paragraphs(
      `Images that need ${needs} cannot be pulled or built: the filesystem of the data root does not support them. This is typical of network filesystems (NFS, CIFS), FUSE and some overlays.`,
      steps(
        path === null
          ? "Find out what the data root is on: `docker info -f '{{.DockerRootDir}}'`, then `df -T` of that path."
          : `Find out what the data root is on: \`df -T ${commandPath(path)}\`.`,
        `Set \`"data-root"\` in daemon.json to a local ext4, xfs or btrfs filesystem. ${hiddenBySwitch}`,
        'Keep network storage for data: as a bind mount, or as a volume (`docker volume create -o type=nfs …`).',
      ),
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}

function waysOut(facts: HostFacts, driver: string | null, type: string | null): string {
  const local = 'Or give Docker a data root on ext4 or xfs, for example on another disk.';
  const owner = nasVendor(facts) === null ? 'daemon.json and the service’s flags' : 'the vendor’s settings';
  if (type === 'zfs') {
    return steps(
      `Remove the storage driver from ${owner}: on ZFS the engine then uses its zfs driver.`,
      'Or use OpenZFS 2.2 or newer, where overlay2 works.',
      `${local} ${hiddenBySwitch}`,
    );
  }
  if (type === 'btrfs') {
    return steps(
      `Remove the storage driver from ${owner}: on btrfs an old engine then uses its btrfs driver.`,
      driver === 'overlay' ? 'Or use overlay2, which works on btrfs from kernel 4.7 on.' : null,
      `${local} ${hiddenBySwitch}`,
    );
  }
  if (type !== null && /^(?:overlay|overlayfs|aufs)$/.test(type)) {
    return steps(
      'The data root is itself on an overlay: Docker runs in a container, or the system’s root is an overlay. Put the data root on a volume, a bind mount or a separate disk, on ext4 or xfs.',
      'If that is not possible, use fuse-overlayfs, or as the last resort vfs (it copies each layer in full).',
    );
  }
  if (type !== null && isNetworkOrFuse(type)) {
    return steps(
      `Give Docker a data root on a local ext4, xfs or btrfs filesystem (\`"data-root"\` in ${nasVendor(facts) === null ? 'daemon.json' : 'the vendor’s settings'}), not on ${type}. ${type} is fine for volumes.`,
      'If a disk should be mounted at this path and is not, mount it first: your data is on it.',
    );
  }
  if (type !== null && (driver === 'btrfs' || driver === 'zfs')) {
    const path = dataRootPath(facts);
    return steps(
      `Check whether the disk with the data root is mounted: \`findmnt -T ${commandPath(path ?? '/var/lib/docker')}\` (the ${driver} driver needs ${driver}). If it is not, mount it and start Docker; change nothing else.`,
      `If Docker should use ${type} from now on, remove the storage driver from ${owner}: the engine then chooses one that works there. ${hiddenBySwitch}`,
    );
  }
  return steps(
    'Find out what the data root is on: `df -T` of its path (`"data-root"` in daemon.json, else /var/lib/docker).',
    `Remove the storage driver from ${owner}, so that the engine chooses one that works there.`,
    `${local} ${hiddenBySwitch}`,
  );
}
