import type { OwnObjects, PlanInput } from '../../domain/action.ts';
import { known } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { isRefusal, type PlanDraft, type Refusal } from '../../domain/plan.ts';
import type { PlatformFacts } from '../../domain/platform-facts.ts';
import type { Protection } from '../../domain/protection.ts';
import { reportOf } from '../../facts/views/testing/conclusions.ts';
import type { DockerHost } from '../../facts/views/testing/docker-host.ts';
import { actionById } from '../action-registry.ts';

export const noOwn: OwnObjects = { containerIds: [], imageIds: [], volumeNames: [], networkNames: [] };

export function platform(change: Partial<PlatformFacts> = {}): PlatformFacts {
  const tool = (path: string) => ({ path, version: null, busybox: false });
  return {
    id: 'debian',
    init: 'systemd',
    title: 'Debian GNU/Linux 12 (bookworm)',
    hostname: 'nas',
    machineId: 'm1',
    kernel: '6.1.0',
    architecture: 'x86_64',
    effectiveUid: 0,
    shell: 'dash',
    tools: { docker: tool('/usr/bin/docker'), btrfs: tool('/usr/bin/btrfs'), perl: tool('/usr/bin/perl') },
    clockSeconds: 3_000_000,
    uptimeSeconds: 100,
    bootId: null,
    markers: {},
    ...change,
  };
}

/** The facts of a model host with what a plan needs besides: a platform and an identity. */
export function factsOf(host: DockerHost, change: Partial<PlatformFacts> = {}): HostFacts {
  // The model's uuids are words; a plan takes real ones only.
  for (const [index, subvolume] of host.subvolumes.entries()) {
    subvolume.uuid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  }
  const facts = host.facts();
  return {
    ...facts,
    identity: {
      machineId: known('m1'),
      engineId: known('engine-1'),
      dataRoot: known('/var/lib/docker'),
      dataRootFsid: known('fs-1'),
    },
    sections: { ...facts.sections, platform: known(platform(change)), networks: known([]), buildCache: known([]) },
  };
}

interface Options {
  protections?: Protection[];
  own?: Partial<OwnObjects>;
  now?: string;
  engineOnly?: boolean;
}

export function inputOf<P>(facts: HostFacts, params: P, options: Options = {}): PlanInput<P> {
  return {
    hostName: 'nas',
    facts,
    report: reportOf(facts),
    measurements: [],
    params,
    protections: options.protections ?? [],
    now: options.now ?? '1970-02-10T00:00:00Z',
    own: { ...noOwn, ...options.own },
    dockerSocket: null,
    graceDays: 7,
    engineOnly: options.engineOnly ?? false,
  };
}

export function planOn(
  facts: HostFacts,
  actionId: string,
  params: Record<string, string>,
  options: Options = {},
): PlanDraft | Refusal {
  const action = actionById(actionId);
  if (action === undefined) throw new Error(`no action ${actionId}`);
  return action.plan(inputOf(facts, action.params.parse(params), options));
}

export const chosenOf = (draft: PlanDraft | Refusal): string[] =>
  isRefusal(draft) ? [] : draft.steps.map((step) => step.target.id);
export const sparedBy = (draft: PlanDraft | Refusal): Record<string, string> =>
  Object.fromEntries(draft.skipped.map((each) => [each.target.label, each.guardId]));
export const refusedBy = (draft: PlanDraft | Refusal): string[] =>
  isRefusal(draft) ? draft.excuses.map(({ guardId }) => guardId) : [];
