import { known } from '../../domain/fact.ts';
import type { HostIdentity } from '../../domain/host-facts.ts';
import type { Plan, PlanDraft, PlannedStep, PlanSite } from '../../domain/plan.ts';

/** For tests: a plan's frame around given steps. */
export function sampleSite(change: Partial<PlanSite> = {}): PlanSite {
  return {
    hostName: 'nas',
    platform: 'debian',
    init: 'systemd',
    dataRoot: '/var/lib/docker',
    requestedDataRoot: '/var/lib/docker',
    dataRootInode: null,
    dataRootType: 'ext4',
    driver: 'overlay2',
    engineVersion: '26.1.5',
    driverDirectory: '/var/lib/docker/overlay2',
    layerDatabase: '/var/lib/docker/image/overlay2/layerdb',
    tools: { docker: '/usr/bin/docker', btrfs: '/usr/bin/btrfs', perl: '/usr/bin/perl' },
    dockerHost: 'unix:///var/run/docker.sock',
    runRoots: ['/var/lib/bilge'],
    lockRoots: ['/run', '/var/run'],
    ...change,
  };
}

export function sampleDraft(steps: PlannedStep[], change: Partial<PlanDraft> = {}): PlanDraft {
  return {
    actionId: 'remove-leaked-layers',
    params: { mode: 'quarantine', names: 'all' },
    title: 'Quarantine leaked layers',
    summary: 'Moves layer directories that nothing references into the quarantine.',
    steps,
    skipped: [],
    guards: [],
    warnings: [],
    estimate: {
      freedBytes: known(0),
      exact: true,
      freesNow: false,
      setAside: { bytes: known(1), purgeAt: '2026-11-28T03:00:00Z' },
      seconds: 1,
      objects: steps.length,
      how: 'measured',
    },
    onFailure: 'continue',
    confirmation: 'click',
    undo: { possible: true, until: '2026-11-28T03:00:00Z', actionId: 'restore-quarantine' },
    stopsDocker: false,
    engineOnly: false,
    site: sampleSite(),
    ...change,
  };
}

/** The plan that a run was made from, of a draft. */
export function samplePlan(draft: PlanDraft, identity: HostIdentity = unknownIdentity): Plan {
  return {
    ...draft,
    id: 'plan_abcdefgh',
    hostId: 'host_1',
    untouched: null,
    identity,
    basedOn: 'facts_1',
    factsCollectedAt: '',
    script: '',
    digest: '',
    state: 'used',
    createdAt: '',
    createdBy: '',
    expiresAt: '',
  };
}

export function sampleLayerStep(number: number, name: string, inode: number, op = 'set-aside-layer'): PlannedStep {
  return {
    number,
    op,
    args: {
      name,
      inode,
      birthSeconds: null,
      link: null,
      subvolumeId: null,
      uuid: null,
      subvolumePath: null,
      nested: [],
    },
    target: { kind: 'layer', id: name, label: name, owner: null },
    title: `Quarantine ${name}`,
    bytes: known(1),
    risk: 'reversible',
    guards: [],
  };
}

export const unknownIdentity: HostIdentity = {
  machineId: { state: 'unknown', reason: 'not-collected', detail: 'test' },
  engineId: { state: 'unknown', reason: 'not-collected', detail: 'test' },
  dataRoot: { state: 'unknown', reason: 'not-collected', detail: 'test' },
  dataRootFsid: { state: 'unknown', reason: 'not-collected', detail: 'test' },
};
