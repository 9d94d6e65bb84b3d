import { z } from 'zod';
import type { PlanDraft, PlannedStep } from '../domain/plan.ts';
import { type AsideNote, purge, putBack, setAside } from './aside.ts';
import { change, type DemoCopy, withoutSubvolumes } from './copy.ts';
import { emptyLog, releaseChain, removeBuildCache, removeContainer, removeImage, removeVolume } from './engine-copy.ts';
import type { DemoRecording } from './recording.ts';

interface Context {
  recording: DemoRecording;
  note: AsideNote;
}
type Simulated = (copy: DemoCopy, step: PlannedStep, context: Context) => DemoCopy;

const named = z.object({ name: z.string() });
const byId = z.object({ id: z.string() });
const chained = z.object({ name: z.string(), chain: z.string() });
const subvolume = z.object({ uuid: z.string() });
const logged = z.object({ container: z.string() });

const unchanged: Simulated = (copy) => copy;

/**
 * Every op of lib/actions/ops: what it does to the copy, or null where a recording has nothing that could do it. A test walks the
 * registry and demands that each stands here, so that a new op is decided about.
 */
export const simulatedOps: Readonly<Record<string, Simulated | null>> = {
  'check-references': unchanged,
  'set-aside-layer': (copy, { args }, { note }) => setAside(copy, named.parse(args).name, note),
  'purge-entry': (copy, { args }, { recording }) => purge(copy, named.parse(args).name, recording),
  'restore-entry': (copy, { args }, { recording }) => putBack(copy, named.parse(args).name, recording),
  'release-chain': (copy, { args }, { recording }) => {
    const { name, chain } = chained.parse(args);
    return releaseChain(copy, chain, name, recording);
  },
  'remove-container': (copy, { args }, { recording }) => removeContainer(copy, byId.parse(args).id, recording),
  'remove-image': (copy, { args }, { recording }) => removeImage(copy, byId.parse(args).id, recording),
  'remove-build-cache': (copy, { args }, { recording }) => removeBuildCache(copy, byId.parse(args).id, recording),
  'remove-network': (copy, { args }) =>
    change(copy, 'networks', (all) => all.filter(({ id }) => id !== byId.parse(args).id)),
  'remove-volume': (copy, { args }, { recording }) => removeVolume(copy, named.parse(args).name, recording),
  'clear-nested-mounts': unchanged,
  'delete-nested-subvolume': (copy, { args }) => {
    const { uuid } = subvolume.parse(args);
    return withoutSubvolumes(copy, (each) => each.uuid === uuid);
  },
  'truncate-log': (copy, { args }) => emptyLog(copy, logged.parse(args).container),

  // These stop Docker, change how it is configured, or are about the disk itself: none of that is in a recording.
  'balance-data': null,
  'remove-store': null,
  'restart-docker': null,
  scrub: null,
  'set-aside-dead-mount': null,
  'snapshot-subvolume': null,
  'write-daemon-configuration': null,
};

/** Null where the whole plan can be simulated; else the excuse. */
export function demoExcuse(draft: Pick<PlanDraft, 'title' | 'steps' | 'stopsDocker'>): string | null {
  const impossible = draft.stopsDocker || draft.steps.some(({ op }) => (simulatedOps[op] ?? null) === null);
  if (!impossible) return null;
  return `A demo host cannot do this: it is a recording, without a Docker that could be stopped or a disk that could be worked on. On a host of yours the plan would be “${draft.title}”.`;
}

/** @returns the copy after the step; null where a demo host cannot do it */
export function simulateStep(copy: DemoCopy, step: PlannedStep, context: Context): DemoCopy | null {
  return simulatedOps[step.op]?.(copy, step, context) ?? null;
}
