import { z } from 'zod';
import type { PlanDraft, PlannedStep, StepArguments } from '../domain/plan.ts';
import { change, type DemoCopy, hasDirectory, hasSubvolume, lists, withoutSubvolumes } from './copy.ts';
import { emptyLog, releaseChain, removeBuildCache, removeContainer, removeImage, removeVolume } from './engine-copy.ts';
import { type AsideNote, liesAside, purge, putBack, setAside } from './quarantined.ts';
import type { DemoRecording } from './recording.ts';

interface Context {
  recording: DemoRecording;
  note: AsideNote;
}

interface SimulatedOp {
  /** as the op checks its object again on a host: what is gone is not done twice, and frees nothing twice */
  isThere(copy: DemoCopy, args: StepArguments): boolean;
  perform(copy: DemoCopy, args: StepArguments, context: Context): DemoCopy;
}

const nameOf = (args: StepArguments): string => z.object({ name: z.string() }).parse(args).name;
const idOf = (args: StepArguments): string => z.object({ id: z.string() }).parse(args).id;
const chainOf = (args: StepArguments): string => z.object({ chain: z.string() }).parse(args).chain;
const uuidOf = (args: StepArguments): string => z.object({ uuid: z.string() }).parse(args).uuid;
const containerOf = (args: StepArguments): string => z.object({ container: z.string() }).parse(args).container;

/** It only checks, or a clean recording has nothing of it. */
const looksOnly: SimulatedOp = { isThere: () => true, perform: (copy) => copy };

/**
 * Every op of lib/actions/ops: what it does to the copy, or null if a recording has nothing that could do it. A test requires an entry for
 * every op of the registry.
 */
export const simulatedOps: Readonly<Record<string, SimulatedOp | null>> = {
  'check-references': looksOnly,
  'clear-nested-mounts': looksOnly,
  'set-aside-layer': {
    isThere: (copy, args) => hasDirectory(copy, nameOf(args)),
    perform: (copy, args, { note }) => setAside(copy, nameOf(args), note),
  },
  'purge-entry': {
    isThere: (copy, args) => liesAside(copy, nameOf(args)),
    perform: (copy, args, { recording }) => purge(copy, nameOf(args), recording),
  },
  'restore-entry': {
    isThere: (copy, args) => liesAside(copy, nameOf(args)),
    perform: (copy, args, { recording }) => putBack(copy, nameOf(args), recording),
  },
  'release-chain': {
    isThere: (copy, args) => hasDirectory(copy, nameOf(args)),
    perform: (copy, args, { recording }) => releaseChain(copy, chainOf(args), nameOf(args), recording),
  },
  'remove-container': {
    isThere: (copy, args) => lists(copy.sections.containers, ({ id }) => id === idOf(args)),
    perform: (copy, args, { recording }) => removeContainer(copy, idOf(args), recording),
  },
  'remove-image': {
    isThere: (copy, args) => lists(copy.sections.images, ({ id }) => id === idOf(args)),
    perform: (copy, args, { recording }) => removeImage(copy, idOf(args), recording),
  },
  'remove-build-cache': {
    isThere: (copy, args) => lists(copy.sections.buildCache, ({ id }) => id === idOf(args)),
    perform: (copy, args, { recording }) => removeBuildCache(copy, idOf(args), recording),
  },
  'remove-network': {
    isThere: (copy, args) => lists(copy.sections.networks, ({ id }) => id === idOf(args)),
    perform: (copy, args) => change(copy, 'networks', (all) => all.filter(({ id }) => id !== idOf(args))),
  },
  'remove-volume': {
    isThere: (copy, args) => lists(copy.sections.volumes, ({ name }) => name === nameOf(args)),
    perform: (copy, args, { recording }) => removeVolume(copy, nameOf(args), recording),
  },
  'delete-nested-subvolume': {
    isThere: (copy, args) => hasSubvolume(copy, uuidOf(args)),
    perform: (copy, args) => withoutSubvolumes(copy, ({ uuid }) => uuid === uuidOf(args)),
  },
  'truncate-log': {
    isThere: (copy, args) => lists(copy.sections.containersOnDisk, ({ id }) => id === containerOf(args)),
    perform: (copy, args) => emptyLog(copy, containerOf(args)),
  },

  // These stop or ask something that runs, change Docker's configuration, or are about the disk itself. None of that is in a recording.
  'balance-data': null,
  'prune-builder': null,
  'remove-data-root': null,
  'remove-store': null,
  'restart-container': null,
  'restart-docker': null,
  scrub: null,
  'set-aside-dead-mount': null,
  'snapshot-subvolume': null,
  'write-daemon-configuration': null,
};

/** Null if the whole plan can be simulated; otherwise the reason. */
export function demoExcuse(draft: Pick<PlanDraft, 'title' | 'steps' | 'stopsDocker'>): string | null {
  const impossible = draft.stopsDocker || draft.steps.some(({ op }) => (simulatedOps[op] ?? null) === null);
  if (!impossible) return null;
  return `A demo host cannot do this: it is a recording, without a running Docker or a real disk. On a real host the plan would be “${draft.title}”.`;
}

export type SimulatedStep = { state: 'done'; copy: DemoCopy } | { state: 'already-done' } | { state: 'refused' };

export function simulateStep(copy: DemoCopy, { op, args }: PlannedStep, context: Context): SimulatedStep {
  const simulated = simulatedOps[op] ?? null;
  if (simulated === null) return { state: 'refused' };
  if (!simulated.isThere(copy, args)) return { state: 'already-done' };
  return { state: 'done', copy: simulated.perform(copy, args, context) };
}
