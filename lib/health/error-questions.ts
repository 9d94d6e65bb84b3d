import type { CheckOutcome } from '../domain/finding.ts';
import type { HostFacts, SectionId } from '../domain/host-facts.ts';
import { matchingLines } from './log-lines.ts';
import { pastedFacts } from './pasted.ts';
import { isPodman } from './podman.ts';
import { dataRootPath } from './subjects.ts';
import { commandPath } from './text.ts';

interface ErrorQuestion {
  error: RegExp;
  /** ids of checks: if one of them failed, the cause is known */
  explainedBy: RegExp;
  /** already known: the answer would be the same */
  unless?: (facts: HostFacts) => boolean;
  open: string;
  commands: (facts: HostFacts) => string[];
}

const isKnown = (facts: HostFacts, ...sections: SectionId[]): boolean =>
  sections.some((section) => facts.sections[section].state === 'known');

/** An error without its cause, and the command that shows the cause. The first match counts. */
const questions: readonly ErrorQuestion[] = [
  {
    error: /no space left on device|disk is full|write error: no space/i,
    explainedBy:
      /nearly-full|nearly-exhausted|metadata-|unallocated|system-partition-full|thin-pool|loop-lvm|quota-reached|overcommitted|host-filesystem-full|mount-missing/,
    unless: (facts) => isKnown(facts, 'filesystems'),
    open: 'Something is full, but this output does not show what: either space or inodes.',
    commands: (facts) => [
      'df -PT; df -Pi',
      ...(mentionsBtrfs(facts) ? [`sudo btrfs filesystem usage ${place(facts)}`] : []),
    ],
  },
  {
    // There is enough space: inodes, btrfs metadata and quotas cause the same error message.
    error: /no space left on device/i,
    explainedBy:
      /nearly-full|nearly-exhausted|metadata-|unallocated|system-partition-full|thin-pool|loop-lvm|quota-reached|overcommitted|host-filesystem-full|mount-missing/,
    open: 'Docker reports “no space left on device”, but no filesystem in this output is full. Inodes, btrfs metadata or a quota may be used up.',
    commands: (facts) => [`df -Pi; sudo btrfs filesystem usage ${place(facts)}`],
  },
  {
    error: /input\/output error|\bI\/O error\b/i,
    explainedBy: /io-errors|device-errors|read-only|unhealthy|suspended|failed/,
    open: 'A disk or filesystem returns errors, but this output does not show which one.',
    commands: () => ['sudo dmesg -T | tail -n 60'],
  },
  {
    error: /read-only file system/i,
    explainedBy: /read-only|thin-pool|unhealthy|suspended|io-errors/,
    open: 'Something is read-only, but this output does not show why: a mount option of yours, or a filesystem that stopped writing.',
    commands: () => ['cat /proc/self/mountinfo; sudo dmesg -T | tail -n 60'],
  },
  {
    error: /failed to register layer|error (?:creating|initializing) (?:overlay mount|graphdriver)|graphdriver/i,
    explainedBy: /driver|read-only|full|network-or-fuse|d-type|ftype|exhausted|copied|upgrade-trap/,
    open: 'Docker could not use its storage, but this output does not show which filesystem the data root is on.',
    commands: (facts) => [`docker info; df -PT ${place(facts)}`],
  },
  {
    error:
      /cannot connect to the docker daemon|failed to start (?:daemon|docker)|error starting daemon|unable to configure the docker daemon/i,
    explainedBy: /driver|config-conflict|full|read-only|upgrade-trap|exhausted|refused/,
    open: 'The engine does not run, but this output does not show why.',
    commands: () => ['sudo journalctl -u docker --no-pager -n 60'],
  },
  {
    error: /device or resource busy/i,
    explainedBy: /deferred-removal|udev|nested|shared-by|stale/,
    open: 'Something still uses the device or mount, but this output does not show what.',
    commands: () => ['sudo grep -l docker /proc/*/mountinfo | head; sudo lsof +L1 | head -n 40'],
  },
];

export function errorQuestions(facts: HostFacts, outcomes: readonly CheckOutcome[]): string[] {
  return openQuestion(facts, outcomes)?.commands(facts) ?? [];
}

/** The sentence for an error whose cause the paste does not show; null if there is none, or its cause is known. */
export function openError(facts: HostFacts, outcomes: readonly CheckOutcome[]): string | null {
  return openQuestion(facts, outcomes)?.open ?? null;
}

function openQuestion(facts: HostFacts, outcomes: readonly CheckOutcome[]): ErrorQuestion | null {
  if (pastedFacts(facts) === null || isPodman(facts)) return null;
  const failed = outcomes.filter((outcome) => outcome.status === 'fail').map(({ checkId }) => checkId);
  return (
    questions.find(
      ({ error, explainedBy, unless }) =>
        matchingLines(facts, error).length > 0 &&
        !failed.some((id) => explainedBy.test(id)) &&
        unless?.(facts) !== true,
    ) ?? null
  );
}

function mentionsBtrfs(facts: HostFacts): boolean {
  const { engine } = facts.sections;
  const backing =
    engine.state === 'known' ? `${engine.value.storageDriver} ${engine.value.backingFilesystem ?? ''}` : '';
  return /btrfs/i.test(backing) || matchingLines(facts, /btrfs/i).length > 0;
}

const place = (facts: HostFacts): string => commandPath(dataRootPath(facts) ?? '/var/lib/docker');
