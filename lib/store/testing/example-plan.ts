import { notCollected } from '../../domain/fact.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';

export function examplePlan(change: Partial<Plan> = {}): Plan {
  return {
    id: 'plan_1',
    hostId: 'host_a',
    untouched: null,
    identity: { machineId: notCollected, engineId: notCollected, dataRoot: notCollected, dataRootFsid: notCollected },
    basedOn: 'facts_1',
    factsCollectedAt: '2026-11-21T10:00:00.000Z',
    script: "rm -- '/x/\udce9'\n",
    digest: '00',
    state: 'proposed',
    createdAt: '2026-11-21T10:00:00.000Z',
    createdBy: 'anna',
    expiresAt: '2026-11-21T11:00:00.000Z',
    actionId: 'prune-images',
    params: {},
    title: 'Prune',
    summary: '',
    steps: [],
    skipped: [],
    guards: [],
    warnings: [],
    estimate: {
      freedBytes: notCollected,
      exact: false,
      freesNow: true,
      setAside: null,
      seconds: null,
      objects: 0,
      how: '',
    },
    onFailure: 'continue',
    confirmation: 'click',
    undo: { possible: false, excuse: 'gone' },
    stopsDocker: false,
    engineOnly: true,
    site: exampleSite,
    ...change,
  };
}

const exampleSite: Plan['site'] = {
  hostName: 'nas',
  platform: 'debian',
  init: 'systemd',
  dataRoot: '/var/lib/docker',
  requestedDataRoot: '/var/lib/docker',
  dataRootInode: 256,
  dataRootType: 'btrfs',
  driver: 'btrfs',
  engineVersion: '28.0.4',
  driverDirectory: '/var/lib/docker/btrfs/subvolumes',
  layerDatabase: '/var/lib/docker/image/btrfs/layerdb',
  tools: {},
  dockerHost: 'unix:///var/run/docker.sock',
  runRoots: ['/var/lib/bilge'],
  lockRoots: ['/run'],
};

export function exampleRun(change: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    planId: 'plan_1',
    hostId: 'host_a',
    actionId: 'prune-images',
    title: 'Prune',
    state: 'starting',
    startedBy: 'anna',
    startedAt: '2026-11-21T10:01:00.000Z',
    endedAt: null,
    said: null,
    steps: [],
    notes: [],
    freedBytes: { estimated: notCollected, measured: notCollected },
    space: [],
    undo: { excuse: 'gone' },
    receipt: null,
    directory: null,
    isVolatile: false,
    cursor: 0,
    lastSeq: 0,
    cancelRequested: false,
    ...change,
  };
}
