import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GET } from '../../app/metrics/route.ts';
import { exampleRun } from '../../lib/store/testing/example-plan.ts';
import { keepApplication } from '../../lib/usecases/core/application.ts';
import { addDemoHosts } from '../../lib/usecases/demo/demo-hosts.ts';
import { recordReport } from '../../lib/usecases/scans/reports.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';
import { tokenOf } from '../attack/testing/served-application.ts';

const anna = { kind: 'cli', name: 'cli:anna', role: 'admin' } as const;
const docs = path.join(import.meta.dirname, '../../docs/metrics');

/** Programs of Debian's package prometheus. Without them the tests that call them are left out, loudly. */
const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool)
  console.error('!!! SKIPPED promtool on /metrics and the alert rules: the package prometheus is not installed');

const request = (headers: Record<string, string> = {}): Request =>
  new Request('http://bilge.test/metrics', { headers });

/** A dashboard with the facts of a recording as those of a real host, one that never answered, and a demo host. */
async function served(environment: Record<string, string> = {}) {
  const app = temporaryApplication(environment);
  keepApplication(app);
  const [demo] = await addDemoHosts(app, anna);
  if (demo === undefined) throw new Error('There is no demo host.');
  await scanHost(app, anna, demo.id, { measure: true });
  const facts = app.store.facts.latest(demo.id);
  if (facts === null) throw new Error('The demo host was not scanned.');
  const host = storedHost(app, 'ssh://root@nas');
  const own = { ...facts, id: 'facts_own', hostId: host.id, collectedAt: app.now().toISOString() };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, app.store.measurements.all(demo.id));
  recordReport(app, host, own);
  app.store.hostStates.put(host.id, { state: 'reachable', at: own.collectedAt, problem: null });
  const run = { ...exampleRun(), hostId: host.id, state: 'succeeded', endedAt: app.now().toISOString() } as const;
  app.store.runs.put(run);
  return { app, host, demo };
}

describe('/metrics', () => {
  it('needs a token, unless the person opened it', async () => {
    const { app } = await served();
    expect((await GET(request())).status).toBe(401);
    expect((await GET(request({ authorization: 'Bearer bilge_wrong' }))).status).toBe(401);
    const { actor } = await tokenOf(app, 'anna', 'admin');
    const { token } = app.access.tokens.create(actor, { name: 'prometheus', role: 'viewer' });
    expect((await GET(request({ authorization: `Bearer ${token}` }))).status).toBe(200);
    app.settings.areMetricsPublic = true;
    expect((await GET(request())).status).toBe(200);
  });

  it('has what is known of real hosts, and no sample of what is not', async () => {
    const { app, demo } = await served({ BILGE_METRICS_PUBLIC: '1' });
    const silent = { ...storedHostLike(), name: 'silent' };
    app.store.hosts.add({ ...silent, settings: app.store.hosts.all()[0]?.settings ?? demo.settings });
    const text = await (await GET(request())).text();
    expect(text).toContain('bilge_host_up{host="nas"} 1');
    expect(text).toMatch(/^bilge_ledger_bytes\{host="nas",filesystem="[^"]+",row="image-layers"\} \d+$/m);
    expect(text).toMatch(/^bilge_findings\{host="nas",severity="critical"\} \d+$/m);
    expect(text).toMatch(/^bilge_runs_total\{host="nas",action="[^"]+",result="succeeded"\} 1$/m);
    expect(text).not.toContain('silent');
    expect(text).not.toContain(demo.name);
    expect(text).not.toContain('NaN');
  });

  it.skipIf(!promtool)('promtool accepts it', async () => {
    await served({ BILGE_METRICS_PUBLIC: '1' });
    const text = await (await GET(request())).text();
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    // Exit 3: accepted, with advice on names; a duration as a pair of gauges is what it has to say.
    expect([0, 3], checked.stderr + checked.stdout).toContain(checked.status);
    expect(checked.stderr).not.toMatch(/error while linting|parsing/i);
  });
});

describe('what is shipped for Prometheus and Grafana', () => {
  it.skipIf(!promtool)('promtool accepts the alert rules', () => {
    const checked = spawnSync('promtool', ['check', 'rules', path.join(docs, 'bilge-rules.yml')], { encoding: 'utf8' });
    expect(checked.status, checked.stderr + checked.stdout).toBe(0);
  });

  it('rules and dashboard name only metrics that there are', async () => {
    const source = fs.readFileSync(path.join(import.meta.dirname, '../../lib/usecases/metrics/metrics.ts'), 'utf8');
    const families = [...source.matchAll(/name: '(bilge_\w+)',\s+type: '(\w+)'/g)].map(([, name, type]) =>
      type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name,
    );
    expect(families.length).toBeGreaterThan(20);
    for (const file of ['bilge-rules.yml', 'grafana-dashboard.json']) {
      const text = fs.readFileSync(path.join(docs, file), 'utf8');
      const named = [...text.matchAll(/\bbilge_[a-z_]+/g)].map(([name]) => name);
      expect(
        named.filter((name) => !families.includes(name)),
        file,
      ).toEqual([]);
    }
    const dashboard = JSON.parse(fs.readFileSync(path.join(docs, 'grafana-dashboard.json'), 'utf8'));
    expect(dashboard.uid.length).toBeLessThanOrEqual(40);
    expect(JSON.stringify(dashboard)).not.toContain('__inputs');
  });
});

function storedHostLike() {
  return { id: 'host_silent', name: 'silent', url: 'ssh://root@silent', createdAt: '2026-11-30T00:00:00.000Z' };
}
