import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GET } from '../../app/metrics/route.ts';
import { makeForecast } from '../../lib/usecases/forecast/forecasts.ts';
import { putSchedule } from '../../lib/usecases/schedules/schedule-store.ts';
import { exampleSchedule } from '../../lib/usecases/testing/example-schedule.ts';
import { tokenOf } from '../attack/testing/served-application.ts';
import { served } from './served.ts';

const docs = path.join(import.meta.dirname, '../../docs/metrics');

/** Programs of Debian's package prometheus. Without them the tests that call them are left out, loudly. */
const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool)
  console.error('!!! SKIPPED promtool on /metrics and the alert rules: the package prometheus is not installed');

const request = (headers: Record<string, string> = {}): Request =>
  new Request('http://bilge.test/metrics', { headers });

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
    const silent = { id: 'host_silent', name: 'silent', url: 'ssh://root@silent', createdAt: app.now().toISOString() };
    app.store.hosts.add({ ...silent, settings: demo.settings });
    const text = await (await GET(request())).text();
    expect(text).toContain('bilge_host_up{host="nas"} 1');
    expect(text).toMatch(/^bilge_ledger_bytes\{host="nas",filesystem="[^"]+",row="image-layers"\} \d+$/m);
    expect(text).toMatch(/^bilge_findings\{host="nas",severity="critical"\} \d+$/m);
    expect(text).toMatch(/^bilge_runs_total\{host="nas",action="[^"]+",result="succeeded"\} 1$/m);
    expect(text).not.toContain('silent');
    expect(text).not.toContain(demo.name);
    expect(text).not.toContain('NaN');
  });

  it('has what the watchers know: forecast, schedules, sleeping disks, refusals, metadata and, where asked for, volumes', async () => {
    const { app, host } = await served({ BILGE_METRICS_PUBLIC: '1', BILGE_METRICS_VOLUMES: '2' });
    const bare = await (await GET(request())).text();
    for (const name of ['forecast', 'schedule', 'host_asleep', 'guard_refusals'])
      expect(bare, 'unknown is absent').not.toContain(`bilge_${name}`);
    const now = app.now().getTime();
    for (let day = 30; day > 0; day -= 1)
      app.store.samples.add(host.id, new Date(now - day * 86_400_000).toISOString(), {
        'data-root.used': (100 - day) * 1024 ** 2,
      });
    await makeForecast(app, host);
    const at = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
    const outcome = { slot: at(1), planId: null, runId: null };
    putSchedule(app, {
      ...exampleSchedule(host.id, at(72)),
      outcomes: [
        { ...outcome, at: at(1), state: 'missed', said: 'It could not begin.' },
        { ...outcome, at: at(25), state: 'failed', said: 'nas does not answer.' },
        { ...outcome, at: at(49), state: 'done', said: 'Scanned.' },
      ],
    });
    app.store.documents
      .stored('disk-looks')
      .put(host.id, { atMs: now, counters: {}, asleepSince: at(3), leftAsleep: 12, usedMeanwhile: 0 }, at(0));
    const refused = { runId: app.store.runs.list({ hostId: host.id })[0]?.id ?? '', at: at(0), said: 'In use.' };
    app.store.journal.append([
      { ...refused, seq: 1, type: 'step.refused', step: 1, guard: 'in-use' },
      { ...refused, seq: 2, type: 'step.refused', step: 2, guard: 'in-use' },
      { ...refused, seq: 3, type: 'run.ended', outcome: 'succeeded' },
    ]);
    // What ended runs say is read again after another one ended.
    const [run] = app.store.runs.list({ hostId: host.id });
    if (run) app.store.runs.put({ ...run, id: 'run_another' });
    const text = await (await GET(request())).text();
    expect(text).toMatch(/^bilge_forecast_full_probability_ratio\{host="nas",filesystem="[^"]+",window="7d"\} [01]/m);
    expect(text).toMatch(/^bilge_forecast_made_timestamp_seconds\{host="nas",filesystem="[^"]+"\} \d+/m);
    expect(text).toContain('bilge_host_asleep{host="nas"} 1');
    expect(text).toContain('bilge_guard_refusals_total{host="nas",guard="in-use"} 2');
    expect(text).toContain('bilge_schedule_failures{host="nas",schedule="nightly"} 2');
    expect(text).toContain(
      `bilge_schedule_last_success_timestamp_seconds{host="nas",schedule="nightly"} ${Date.parse(at(49)) / 1000}`,
    );
    expect(text).toMatch(/^bilge_schedule_next_run_timestamp_seconds\{host="nas",schedule="nightly"\} \d+$/m);
    expect(text).toMatch(
      /^bilge_filesystem_metadata_used_ratio\{host="nas",filesystem="[^"]+",role="[^"]*"\} 0\.\d+$/m,
    );
    expect(text.match(/^bilge_volume_bytes\{/gm)?.length).toBeLessThanOrEqual(2);
    expect(text).toContain('bilge_volume_bytes{host="nas"');
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
    const source = fs.readFileSync(
      path.join(import.meta.dirname, '../../lib/usecases/metrics/metric-families.ts'),
      'utf8',
    );
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
