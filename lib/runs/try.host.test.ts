import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LabHost, startHost } from '../../e2e/lab/lab.ts';
import { buildkitDuplicateLeak } from '../../e2e/lab/states/buildkit-leaks.ts';
import { restartDocker } from '../../e2e/lab/states/engine.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import { compilePlan, runIdOfPlan } from './compile.ts';
import { followRun } from './follow.ts';
import { launchRun } from './launch.ts';
import { applyEntries, newRun } from './progress.ts';
import { labSession } from './testing/lab-session.ts';
import { checkStep } from './testing/layer-tree.ts';
import { sampleDraft, sampleLayerStep, sampleSite, unknownIdentity } from './testing/sample-draft.ts';

let host: LabHost;
beforeAll(async () => {
  host = await startHost((process.env.KIND as 'ext4') ?? 'ext4');
}, 200000);
afterAll(async () => host?.stop());
let n = 0;
async function go(steps: PlannedStep[], isBtrfs: boolean) {
  const root = '/var/lib/docker';
  const d = isBtrfs ? 'btrfs' : 'overlay2';
  const site = sampleSite({
    hostName: host.name,
    dataRootType: isBtrfs ? 'btrfs' : 'ext4',
    driver: d,
    driverDirectory: isBtrfs ? root + '/btrfs/subvolumes' : root + '/overlay2',
    layerDatabase: `${root}/image/${d}/layerdb`,
  });
  const draft = sampleDraft(steps, { site, estimate: { ...sampleDraft([]).estimate, freesNow: true } });
  const id = `plan_aaaaaaaa${n++}`;
  const { script, digest } = compilePlan({
    draft,
    runId: runIdOfPlan(id),
    identity: unknownIdentity,
    createdAt: 'now',
  });
  const plan: Plan = {
    ...draft,
    id,
    hostId: 'h',
    identity: unknownIdentity,
    basedOn: 'f',
    factsCollectedAt: '',
    script,
    digest,
    state: 'approved',
    createdAt: '',
    createdBy: '',
    expiresAt: '',
  };
  const session = labSession(host);
  let run = newRun(plan, { startedBy: 'me', at: 'x' });
  const t0 = Date.now();
  const launched = await launchRun(session, plan, { holder: 'test' });
  const t1 = Date.now();
  const end = await followRun({
    open: async () => session,
    directory: launched.directory,
    cursor: 0,
    onEntries: (r) => {
      run = applyEntries(run, r.entries, r.cursor);
      for (const e of r.entries) console.log(JSON.stringify(e));
    },
  });
  console.log(launched, end, t1 - t0, Date.now() - t1);
  return run;
}
it('works', async () => {
  const names = await buildkitDuplicateLeak(host);
  console.log(names);
  await restartDocker(host);
  const isBtrfs = host.driver === 'btrfs';
  const dir = isBtrfs ? '/var/lib/docker/btrfs/subvolumes' : '/var/lib/docker/overlay2';
  const steps: PlannedStep[] = [];
  for (const [i, name] of names.entries()) {
    const s = sampleLayerStep(i + 2, name, Number((await host.exec(`stat -c %i ${dir}/${name}`)).stdout));
    if (isBtrfs) {
      const show = (await host.exec(`btrfs subvolume list -u /var/lib/docker | grep ${name}`)).stdout.trim();
      const m = /^ID (\d+) .* uuid (\S+) path (.*)$/.exec(show);
      s.args.subvolumeId = Number(m?.[1]);
      s.args.uuid = m?.[2] ?? '';
      s.args.subvolumePath = m?.[3] ?? '';
    } else s.args.link = (await host.exec(`cat ${dir}/${name}/link`)).stdout.trim();
    steps.push(s);
  }
  const run = await go([checkStep(1, 'before'), ...steps, checkStep(99, 'after')], isBtrfs);
  expect(run.state).toBe('succeeded');
  const run2 = await go([...steps], isBtrfs);
  expect(run2.steps.map((s) => s.state)).toEqual(steps.map(() => 'already-done'));
  const run3 = await go(
    steps.map((s) => ({ ...s, op: 'restore-entry' })),
    isBtrfs,
  );
  expect(run3.steps.map((s) => s.state)).toEqual(steps.map(() => 'done'));
  const run4 = await go(
    [
      checkStep(1, 'before'),
      ...steps,
      checkStep(99, 'after'),
      ...steps.map((s) => ({ ...s, number: s.number + 1000, op: 'purge-entry' })),
    ],
    isBtrfs,
  );
  expect(run4.state).toBe('succeeded');
  console.log(run4.freedBytes, run4.space);
  console.log(
    (
      await host.exec(
        `ls -a ${dir} ${dir}/../.bilge-quarantine 2>&1; cat /var/lib/bilge/runs/*/stderr; ls -la /var/lib/bilge/runs/* /run/bilge.lock; dpkg -l shellcheck | tail -1`,
        { allowFailure: true },
      )
    ).stdout,
  );
}, 200000);
