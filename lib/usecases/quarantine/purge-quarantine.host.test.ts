import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../../lab/states/buildkit-leaks.ts';
import { restartDocker } from '../../../lab/states/engine.ts';
import { labExample } from '../../../test/helpers/lab-example.ts';
import type { Actor } from '../../access/actor.ts';
import type { Application } from '../core/application.ts';
import { proposePlan } from '../plans/plans.ts';
import { applyPlan, listRuns, waitForRun } from '../runs/runs.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { purgeDue } from './purge-quarantine.ts';
import { listQuarantine, type SetAside } from './quarantine.ts';

/** Approving a quarantine approved its date: when that has come, the dashboard frees what it can prove once more, and says what it cannot. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED due quarantines on a real host: ${lab.reason}`);

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const day = 86_400_000;

describe.skipIf(!lab.ok)('a quarantine whose date has come', () => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost('ext4');
    await buildkitDuplicateLeak(host, { builds: 3 });
    await host.exec('sleep 3');
    await restartDocker(host);
  });
  afterAll(async () => host?.stop());

  async function dashboard(environment: Record<string, string> = {}): Promise<Application> {
    const app = temporaryApplication(environment);
    const { host: stored, secrets } = await labExample(host);
    app.store.hosts.add({ ...stored, name: 'nas' }, secrets);
    return app;
  }
  const later = (app: Application, ms: number): void => {
    const at = app.now().getTime() - Date.now() + ms;
    app.now = () => new Date(Date.now() + at);
  };
  const theHost = (app: Application) => {
    const [found] = app.store.hosts.all();
    if (found === undefined) throw new Error('no host');
    return found;
  };
  const listed = (app: Application): SetAside[] => {
    const found = listQuarantine(app, anna, 'nas');
    if (found.state === 'unknown') throw new Error(found.detail);
    return found.value;
  };
  const purge = async (app: Application): Promise<void> => {
    await purgeDue(app, theHost(app));
    for (const run of listRuns(app, anna, { limit: 5 })) await waitForRun(app, anna, run.id);
  };

  it('is freed by a plan of its own, not a day earlier; what came into use meanwhile stays and says why', async () => {
    const app = await dashboard();
    const plan = await proposePlan(app, anna, 'nas', 'remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    const run = await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'nas')).id);
    expect(run.state).toBe('succeeded');
    const [first, ...rest] = listed(app);
    if (first === undefined || rest.length === 0) throw new Error('too little was set aside');
    expect(listed(app).every(({ overdue }) => overdue === null)).toBe(true);

    later(app, 6 * day);
    await purge(app);
    expect(listed(app).length).toBe(1 + rest.length);

    later(app, 2 * day);
    expect(listed(app)[0]?.overdue).toContain('ten minutes');
    // A record names it again: to delete it now would break whatever that is.
    const chain = '/var/lib/docker/image/overlay2/layerdb/sha256/'.concat('d'.repeat(64));
    await host.exec('mkdir -p "$1"; printf %s "$2" >"$1/cache-id"', { args: [chain, first.originalName] });
    await purge(app);
    const left = listed(app);
    expect(left.map(({ entry }) => entry)).toEqual([first.entry]);
    expect((await host.exec('ls /var/lib/docker/overlay2/.bilge-quarantine')).stdout).toContain(first.entry);

    // The host is asked ever more seldom, and the page has the reason.
    later(app, 11 * 60_000);
    await purge(app);
    expect(listed(app)[0]?.overdue).toContain('Skipped');
    const runs = listRuns(app, anna, { limit: 100 }).length;
    await purge(app);
    expect(listRuns(app, anna, { limit: 100 }).length).toBe(runs);

    await host.exec('rm -r "$1"', { args: [chain] });
    later(app, day);
    await purge(app);
    expect(listed(app)).toEqual([]);
  });

  it('is not touched by a dashboard that is read-only, which says so', async () => {
    await buildkitDuplicateLeak(host, { builds: 3 });
    await host.exec('sleep 3');
    await restartDocker(host);
    const app = await dashboard();
    const plan = await proposePlan(app, anna, 'nas', 'remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    expect((await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'nas')).id)).state).toBe('succeeded');
    app.settings = { ...app.settings, isReadOnly: true };
    later(app, 8 * day);
    const before = listed(app).length;
    await purge(app);
    expect(listed(app).length).toBe(before);
    expect(listed(app)[0]?.overdue).toContain('read-only');
  });
});
