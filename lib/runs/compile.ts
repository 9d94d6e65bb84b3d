import { createHash } from 'node:crypto';
import { type Op, type PieceName, pieceText } from '../actions/ops/op.ts';
import { registry } from '../actions/ops/registry.generated.ts';
import { InvalidInputError } from '../domain/errors.ts';
import type { HostIdentity } from '../domain/host-facts.ts';
import { encodeName } from '../domain/name-bytes.ts';
import { printableName } from '../domain/names.ts';
import type { PlanDraft, PlannedStep } from '../domain/plan.ts';
import { libraryMark } from '../domain/script-parts.ts';
import { serviceOf } from '../platforms/detect-platform.ts';
import { serviceFunctions } from '../platforms/service-control.ts';
import { rootPath } from '../platforms/tool-places.ts';
import { dockerdProcesses } from '../shell/prelude/dockerd-processes.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { type Sh, sh } from '../shell/sh.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';
import { type Batch, headComment, objectTable } from './script-head.ts';

export interface CompileInput {
  draft: PlanDraft;
  /** names the run and its directory: a plan is used once */
  runId: string;
  identity: HostIdentity;
  createdAt: string;
}

export interface CompiledScript {
  script: string;
  /** SHA-256 of the script's bytes, hex */
  digest: string;
}

/**
 * A plan as one self-contained POSIX script. First what a person checks: the host, the objects, the settings. Then the library that
 * handles them. Pure: the same plan gives the same bytes, so that what was reviewed is what runs.
 */
export function compilePlan({ draft, runId, identity, createdAt }: CompileInput): CompiledScript {
  if (!/^run_[0-9a-z]{8,40}$/.test(runId)) throw new InvalidInputError(`${runId} cannot name a run.`);
  const batches = batchesOf(draft.steps);
  const used = unique(batches.flatMap((batch) => batch.op.pieces));
  const stopsDocker = used.includes('docker-service');
  const script = sh.lines(
    sh.constant('#!/bin/sh'),
    headComment({ draft, runId, engineId: knownOr(identity.engineId) || null, createdAt }),
    // SC2034, SC2154: variables of pieces that this plan does not use. SC2086: lists of words without blanks.
    // SC2317, SC2329: functions that are called by a name in a variable.
    sh.constant('# shellcheck disable=SC2016,SC2034,SC2086,SC2154,SC2209,SC2317,SC2329\n'),
    objectTable(batches),
    variables({ draft, runId, identity, batches }),
    sh.constant(`\n${libraryMark}`),
    sh.constant('# ---- Where root may write, and which programs it may run'),
    stopsDocker ? dockerdProcesses : safePaths,
    rootPath,
    ...preludeOrder.map((name) => sh.constant(prelude[name])),
    ...(stopsDocker ? [serviceFunctions(serviceOf(draft.site.platform, draft.site.init))] : []),
    ...used.map(pieceText),
    sh.constant('begin\nrun_plan\nfinish\n'),
  ).source;
  return { script, digest: scriptDigest(script) };
}

export function scriptDigest(script: string): string {
  return createHash('sha256').update(encodeName(script)).digest('hex');
}

/** A plan is used once, so its run needs no number of its own: `plan_x` runs as `run_x`. */
export function runIdOfPlan(planId: string): string {
  return planId.replace(/^plan_/, 'run_');
}

const preludeOrder = ['options', 'journal', 'lock', 'directory', 'identity', 'batch', 'settle', 'ending'] as const;

export function opOf(step: Pick<PlannedStep, 'op'>): Op {
  const op = registry.find((candidate) => candidate.id === step.op);
  if (op === undefined) throw new InvalidInputError(`This version of Bilge has no step called ${step.op}; plan again.`);
  return op;
}

export function batchesOf(steps: readonly PlannedStep[]): Batch[] {
  const batches: Batch[] = [];
  let open: Batch | null = null;
  for (const step of steps) {
    const op = opOf(step);
    if (open === null || open.op.id !== op.id || open.steps.length >= op.batchSize) {
      open = { name: `batch_${batches.length + 1}`, op, steps: [] };
      batches.push(open);
    }
    open.steps.push(step);
    if (step.endsBatch === true) open = null;
  }
  return batches;
}

interface VariablesInput extends Omit<CompileInput, 'createdAt'> {
  batches: readonly Batch[];
}

function variables({ draft, runId, identity, batches }: VariablesInput): Sh {
  const { site } = draft;
  const tool = (name: string): string => site.tools[name] ?? '';
  const settles = draft.estimate.freesNow && site.dataRootType === 'btrfs' && tool('btrfs') !== '';
  const values: [string, string | number][] = [
    ['run_id', runId],
    ['plan_title', oneLine(draft.title)],
    ['host_name', oneLine(site.hostName)],
    ['on_failure', draft.onFailure],
    ['data_root', site.dataRoot ?? ''],
    ['driver', site.driver ?? ''],
    ['driver_directory', site.driverDirectory ?? ''],
    ['layer_database', site.layerDatabase ?? ''],
    ['docker', tool('docker')],
    ['docker_host', site.dockerHost],
    ['btrfs', tool('btrfs')],
    ['perl', tool('perl')],
    ['python3', tool('python3')],
    ['platform', site.platform],
    ['init', site.init],
    ['engine_version', site.engineVersion ?? ''],
    ['purge_after', draft.estimate.setAside?.purgeAt ?? draft.purgeAfter ?? ''],
    ['want_machine_id', knownOr(identity.machineId)],
    ['want_engine_id', knownOr(identity.engineId)],
    ['want_requested_root', site.requestedDataRoot ?? ''],
    ['want_driver', site.driver ?? ''],
    ['want_filesystem', knownOr(identity.dataRootFsid)],
    ['want_root_inode', site.dataRootInode ?? ''],
    ['run_roots', wordList(site.runRoots)],
    ['lock_roots', wordList(site.lockRoots)],
    ['journal_kib', 256 + Math.ceil(draft.steps.length * 0.75)],
    ['settle_btrfs', settles ? tool('btrfs') : ''],
    ['settle_seconds', 90],
  ];
  const ops = [...new Set(batches.map(({ op }) => op))];
  const ofOps = new Map(ops.flatMap((op) => Object.entries(op.variables?.({ site, batches }) ?? {})));
  values.push(...[...ofOps].map(([name, words]): [string, string] => [name, wordList(words)]));
  return sh.lines(
    sh.constant(
      '\n# ---- Settings: what this run is, and what it compares with the host before it changes anything (want_…)',
    ),
    ...values.map(([name, value]) => (value === '' ? sh`${sh.constant(name)}=''` : sh`${sh.constant(name)}=${value}`)),
  );
}

function knownOr(fact: { state: 'known'; value: string } | { state: 'unknown' }): string {
  return fact.state === 'known' ? fact.value : '';
}

/** The shell splits the list at spaces, so a folder with a space in its name is left out; there are others. */
function wordList(words: readonly string[]): string {
  return words.filter((word) => /^[A-Za-z0-9_./-]+$/.test(word)).join(' ');
}

function oneLine(text: string): string {
  return printableName(text).replaceAll(/\s+/g, ' ');
}

function unique(names: readonly PieceName[]): PieceName[] {
  return [...new Set(names)];
}
