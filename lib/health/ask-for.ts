import type { CheckOutcome } from '../domain/finding.ts';
import type { HostFacts, SectionId } from '../domain/host-facts.ts';
import { dataRootType } from './data-root-type.ts';
import { errorQuestions } from './error-questions.ts';
import { nasVendor } from './nas-vendor.ts';
import { isPodman } from './podman.ts';
import { graphDriver } from './storage-driver.ts';
import { dataRootPath } from './subjects.ts';

const limit = 6;

/** The commands whose output would answer most of what is still unknown, in the order of their use; at most six. */
export function askFor(facts: HostFacts, outcomes: readonly CheckOutcome[]): string[] {
  const wanted = new Map<SectionId, number>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'unknown') continue;
    for (const section of outcome.missing) wanted.set(section, (wanted.get(section) ?? 0) + 1);
  }
  const commands = questions(facts)
    .filter(({ sections }) => sections.some((section) => wanted.has(section) && isUnanswered(facts, section)))
    .map(({ command }) => command);
  return [...new Set([...errorQuestions(facts, outcomes), ...commands])].slice(0, limit);
}

/** A section can be known and still lack what a check needs: an engine without its driver, space without devices. */
function isUnanswered(facts: HostFacts, section: SectionId): boolean {
  const { engine } = facts.sections;
  if (section === 'engine' && engine.state === 'known')
    return engine.value.storageDriver === '' || engine.value.version === '';
  return facts.sections[section].state === 'unknown' || section === 'btrfsUsage' || section === 'btrfsHealth';
}

function questions(facts: HostFacts): { sections: SectionId[]; command: string }[] {
  const driver = graphDriver(facts);
  const root = dataRootPath(facts) ?? '/var/lib/docker';
  const type = dataRootType(facts)?.type ?? null;
  const { mounts, btrfsUsage } = facts.sections;
  const place = mountPointOfBtrfs(facts) ?? root;
  const hasBtrfs =
    driver === 'btrfs' ||
    type === 'btrfs' ||
    btrfsUsage.state === 'known' ||
    (mounts.state === 'known' && mounts.value.some((mount) => mount.type === 'btrfs'));
  const vendorCommands = nasVendor(facts)?.advice?.commands;
  const sudo = 'sudo ';
  const list: { sections: SectionId[]; command: string; if?: boolean }[] = [
    { sections: ['engine'], command: vendorCommands?.dockerInfo ?? 'docker info' },
    { sections: ['filesystems'], command: 'df -PT; df -Pi' },
    { sections: ['btrfsUsage'], command: `${sudo}btrfs filesystem usage ${place}`, if: hasBtrfs },
    {
      sections: ['btrfsHealth'],
      command: `${sudo}btrfs device stats ${place}; ${sudo}btrfs scrub status ${place}`,
      if: hasBtrfs,
    },
    { sections: ['thinPools'], command: `${sudo}lvs -a`, if: driver === 'devicemapper' },
    { sections: ['zfs'], command: 'zpool status; zpool list; zfs list', if: driver === 'zfs' || type === 'zfs' },
    { sections: ['mounts'], command: 'cat /proc/self/mountinfo' },
    { sections: ['dockerDiskUsage', 'buildCache', 'volumes', 'containers', 'images'], command: 'docker system df -v' },
    { sections: ['platform', 'kernelFeatures'], command: 'uname -a' },
    { sections: ['xfsFormats'], command: `xfs_info ${root}`, if: type === 'xfs' },
    { sections: ['bootConfiguration'], command: 'cat /etc/fstab' },
    {
      sections: ['daemonConfiguration'],
      command: vendorCommands?.configuration ?? 'cat /etc/docker/daemon.json',
    },
    { sections: ['loopDevices'], command: 'losetup -a' },
    { sections: ['mdArrays'], command: 'cat /proc/mdstat' },
  ];
  // Podman has none of Docker's commands; the output of its own is not checked.
  return list.filter(
    (question) => question.if !== false && !(isPodman(facts) && question.command.startsWith('docker ')),
  );
}

function mountPointOfBtrfs(facts: HostFacts): string | null {
  const { btrfsUsage } = facts.sections;
  const named =
    btrfsUsage.state === 'known'
      ? btrfsUsage.value.map((usage) => usage.mountPoint).find((point) => point !== '')
      : undefined;
  return named ?? null;
}
