import { z } from 'zod';
import type { Fact } from './fact.ts';
import type { ObjectRef } from './finding.ts';
import type { HostIdentity } from './host-facts.ts';
import type { FactsId, HostId, PlanId } from './ids.ts';
import type { InitSystem, PlatformId } from './platform-facts.ts';
import type { Untouched } from './receipt.ts';

/**
 * A plan is data, and a run does exactly what its plan says. It is bound to the host's identity and to the facts it was made
 * from, lists every object and every skipped object with its excuse, expires, is used once, and can be refused but never widened.
 */
export const planStates = ['proposed', 'used', 'expired'] as const;
export type PlanState = (typeof planStates)[number];

export const risks = ['reversible', 'recreatable', 'irreversible'] as const;
/** reversible: Bilge can restore it. recreatable: can be built or pulled again. irreversible: gone. */
export type Risk = (typeof risks)[number];

/** continue: the object is skipped with its excuse. stop: the remaining steps are skipped. compensate: what was done is undone by the script itself. */
export const failurePolicies = ['continue', 'stop', 'compensate'] as const;
export type FailurePolicy = (typeof failurePolicies)[number];

/** What a step, a guard or an excuse is about. */
export interface PlanTarget {
  kind:
    | ObjectRef['kind']
    | 'network'
    | 'build-cache-record'
    | 'quarantine-entry'
    | 'container-log'
    | 'snapshot'
    | 'containerd-lease';
  id: string;
  label: string;
  /** its owner: container, compose project, image …; null where unreferenced */
  owner: string | null;
}

export interface Verdict {
  state: 'pass' | 'refuse' | 'unknown';
  /** what was checked and the result; for `refuse` and `unknown` an excuse that the operator can act on */
  said: string;
}

export interface GuardJudgement extends Verdict {
  guardId: string;
}

export type StepValue = string | number | boolean | null | string[];
export type StepArguments = Record<string, StepValue>;

export interface PlannedStep {
  /** 1, 2, 3 … in the order of the script */
  number: number;
  /** id of the op in lib/actions/ops */
  op: string;
  /** valid for that op's schema */
  args: StepArguments;
  target: PlanTarget;
  /** what it does, for a person: `Quarantine layer directory 0123…` */
  title: string;
  bytes: Fact<number>;
  risk: Risk;
  /** a canary: the next step is not begun before this one is known to be done */
  endsBatch?: true;
  /** as judged while planning; the host judges again right before the effect */
  guards: GuardJudgement[];
}

export interface SkippedObject {
  target: PlanTarget;
  bytes: Fact<number>;
  guardId: string;
  excuse: string;
}

export interface PlanEstimate {
  /** bytes that the filesystem gets back when the run has succeeded */
  freedBytes: Fact<number>;
  exact: boolean;
  /** false for quarantine: freed when purged */
  freesNow: boolean;
  /** for quarantine: bytes that the purge will free, and when (ISO) */
  setAside: { bytes: Fact<number>; purgeAt: string } | null;
  seconds: number | null;
  objects: number;
  how: string;
}

/** What the script needs to know about the place it runs in. Absolute paths as resolved by the facts. */
export interface PlanSite {
  hostName: string;
  platform: PlatformId;
  init: InitSystem;
  /** `/var/lib/docker`, resolved */
  dataRoot: string | null;
  /** as the engine says it, before resolving */
  requestedDataRoot: string | null;
  dataRootInode: number | null;
  /** `btrfs`, `ext4` … of the data root's filesystem */
  dataRootType: string | null;
  driver: string | null;
  engineVersion: string | null;
  /** `/var/lib/docker/overlay2`, `…/btrfs/subvolumes` */
  driverDirectory: string | null;
  /** `/var/lib/docker/image/overlay2/layerdb` */
  layerDatabase: string | null;
  /** overlay2: directories with a missing lower layer that do not block the proof, because nothing live references them; the script refuses all others */
  excusedLowers?: string[];
  /** absolute tool paths, by name */
  tools: Record<string, string>;
  /** how the docker CLI reaches this engine: `unix:///var/run/docker.sock` */
  dockerHost: string;
  /** folders in which a run directory may be made, best first */
  runRoots: string[];
  /** where the per-machine lock lives */
  lockRoots: string[];
  /** only in plans whose steps ask containerd */
  containerd?: StoreSite;
}

/** containerd's store and the two daemons that use it, as the facts of the plan saw them. */
export interface StoreSite {
  root: string;
  socket: string;
  uuid: string;
  pid: number;
  startedSeconds: number;
  dockerdPid: number;
  dockerdStartedSeconds: number;
}

export interface PlanDraft {
  actionId: string;
  params: Record<string, string>;
  title: string;
  /** one or two sentences for a person: what will be, what will not */
  summary: string;
  steps: PlannedStep[];
  skipped: SkippedObject[];
  /** guards of the whole plan */
  guards: GuardJudgement[];
  warnings: string[];
  estimate: PlanEstimate;
  onFailure: FailurePolicy;
  /** `host-name`: something cannot be undone, the operator types the host's name */
  confirmation: 'click' | 'host-name';
  /** `actionId`: the action that undoes it */
  undo: { possible: true; until: string | null; actionId: string } | { possible: false; excuse: string };
  /** does any step stop Docker on the host, and with it perhaps this dashboard */
  stopsDocker: boolean;
  /** there is no shell on the host: the dashboard asks the Engine for every step (lib/runs/engine-run.ts) */
  engineOnly: boolean;
  /** the dashboard asks containerd for every step, with a shell on the host to look again (lib/runs/containerd-run.ts) */
  overContainerd?: true;
  site: PlanSite;
  /** ISO: until then what this plan quarantines can be restored, also what an interrupted deletion left there */
  purgeAfter?: string;
}

export interface Plan extends PlanDraft {
  id: PlanId;
  hostId: HostId;
  /** of a demo host: its run changes a simulated copy of a recording, and nothing else */
  isDemo?: true;
  /** what it leaves as it is; null in plans of before that was counted */
  untouched: Untouched | null;
  /** of the facts it was made from */
  identity: HostIdentity;
  basedOn: FactsId;
  factsCollectedAt: string;
  /** the POSIX script, exactly as it will be uploaded; for an engine-only plan the Engine's requests, one a line, as comments */
  script: string;
  /** SHA-256 of script and plan data, hex */
  digest: string;
  state: PlanState;
  createdAt: string;
  createdBy: string;
  expiresAt: string;
  /** Set only where the stored plan cannot be read: why. It cannot be applied. Never stored. */
  unreadable?: string;
}

/** An expected "no" while planning: nothing can be done, and why. */
export interface Refusal {
  refused: true;
  actionId: string;
  excuses: { guardId: string; excuse: string }[];
  skipped: SkippedObject[];
}

/** There is no script: the dashboard does the steps itself, and its run ends with its process. */
export function isDoneByDashboard({
  engineOnly,
  overContainerd,
}: Pick<PlanDraft, 'engineOnly' | 'overContainerd'>): boolean {
  return engineOnly || overContainerd === true;
}

export function isRefusal(value: PlanDraft | Refusal): value is Refusal {
  return 'refused' in value;
}

/** Facts older than this make no plan, and a plan older than this starts no run. */
export const planLifetimeMinutes = 60;

/** more than any action knows */
const mostParams = 32;
export const planParamsSchema = z
  .record(z.string().max(64), z.string().max(100_000))
  .refine((params) => Object.keys(params).length <= mostParams, `more than ${mostParams} parameters`);
