import { expect, type Page } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { leakedMount } from '../../lab/states/container-states.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { type ContainedDashboard, startContainedDashboard } from './in-a-container.ts';
import { addSshHost } from './pages/add-host.ts';
import { adminPassword, changeHeaders, logIn } from './pages/entry.ts';
import { test } from './pages/story.ts';

/**
 * The dashboard is a container of the very Docker that a run stops: it dies while it follows the run, comes back with Docker, and picks the
 * run up where the host's journal is by then.
 */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);
test.describe.configure({ mode: 'serial' });

let host: LabHost;
let dashboard: ContainedDashboard;
let hostId = '';
test.beforeAll(async () => {
  test.setTimeout(patience(240_000));
  host = await startHost('ext4');
  await leakedMount(host);
  await restartDocker(host);
  dashboard = await startContainedDashboard(host, adminPassword);
});
test.afterAll(async () => host?.stop());

const runsOnHost = async () => (await host.exec('ls /var/lib/bilge/runs')).stdout.trim().split('\n');

async function plan(page: Page, action: string, params: Record<string, string>) {
  const answer = await page.request.post(`${dashboard.url}/api/v1/hosts/${hostId}/plans`, {
    data: { action, params },
    headers: await changeHeaders(page),
  });
  return { status: answer.status(), body: await answer.json() };
}

/** Applies it, sees the dashboard go down and come back with Docker, and waits for what its page says of the run. */
async function runThroughRestart(page: Page, planId: string): Promise<void> {
  const before = await dashboard.startedAt();
  const already: string[] = await runsOnHost().catch(() => []);
  // The answer may be lost with the dashboard that gives it.
  await page.request
    .post(`${dashboard.url}/api/v1/plans/${planId}/apply`, {
      data: { confirm: 'nas' },
      headers: await changeHeaders(page),
    })
    .catch(() => null);
  await expect
    .poll(async () => [before, ''].includes(await dashboard.startedAt()), { timeout: patience(90_000) })
    .toBe(false);
  await dashboard.answering();
  await page.goto(`${dashboard.url}/runs/${planId.replace(/^plan_/, 'run_')}`);
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' }).first()).toBeVisible({
    timeout: patience(60_000),
  });
  // Picked up, not done again.
  expect((await runsOnHost()).filter((name) => !already.includes(name))).toEqual([planId.replace(/^plan_/, 'run_')]);
  const journal = await host.exec('cat "/var/lib/bilge/runs/$1/journal.jsonl"', {
    args: [planId.replace(/^plan_/, 'run_')],
  });
  expect(journal.stdout.match(/"run\.ended"/g)).toHaveLength(1);
}

test('it knows its own container and image, and spares them', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/hosts/new`);
  await addSshHost(page, host, 'nas');
  hostId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  // One that is garbage, beside the dashboard's own, which would be as much so if it were not running.
  await host.exec('docker run --name old --network none busybox:lab true');
  const prune = await plan(page, 'prune-containers', { minAgeHours: '0' });
  expect(prune.status).toBeLessThan(300);
  expect(JSON.stringify(prune.body.steps)).toContain('old');
  expect(JSON.stringify(prune.body.steps)).not.toContain(dashboard.containerId);
});

test('Docker is restarted under it', async ({ page }) => {
  await logIn(page, dashboard.url);
  const restart = await plan(page, 'restart-docker', {});
  expect(restart.body.warnings.join(' ')).toContain('This dashboard is one of these containers');
  await runThroughRestart(page, restart.body.id);
});

test('a layer is quarantined for which Docker has to be stopped', async ({ page }) => {
  await logIn(page, dashboard.url);
  const removal = await plan(page, 'remove-leaked-layers', { mode: 'delete', names: 'all', stopDocker: 'yes' });
  expect(removal.status, JSON.stringify(removal.body)).toBeLessThan(300);
  expect(removal.body.stopsDocker).toBe(true);
  await runThroughRestart(page, removal.body.id);
  await expect(page.getByText('every image and container has its directories').first()).toBeVisible();
});
