import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { allCases } from './cases/all-cases.ts';
import { type DashboardApi, dashboardApi } from './dashboard-api.ts';
import { dashboardFault, type FaultCase } from './fault-case.ts';
import { FaultHost } from './fault-host.ts';
import { recordStrike } from './record.ts';
import { strideOf } from './strides.ts';
import { untruths } from './truths.ts';

/**
 * The dashboard that serves is killed with -9 while the run of each action works, at one line of the journal after the other. The run goes on;
 * the next dashboard on the same data finds it, while it still works or when it is over, and tells its end.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED kill -9 of the dashboard at every action: ${lab.reason}`);
const isBuilt = fs.existsSync(path.join(import.meta.dirname, '../../.next/standalone/server.js'));
if (!isBuilt) console.error('SKIPPED kill -9 of the dashboard at every action: it is not built (npm run build)');

/** No journal of a case has so many lines. */
const tooMany = 120;

describe.skipIf(!lab.ok || !isBuilt).each(['ext4', 'btrfs'] as const)('the dashboard is killed, on %s', (kind) => {
  let target: FaultHost;
  let dashboard: Dashboard;
  let api: DashboardApi;
  beforeAll(async () => {
    target = await FaultHost.start(kind, 0);
    // What it would do by itself in between is not what is looked at.
    dashboard = await startDashboard({ BILGE_MEASURE: 'asked' });
    api = await dashboardApi(dashboard, target.host);
  });
  afterAll(async () => {
    await dashboard?.stop();
    await target?.stop();
  });

  it.each(allCases.filter((each) => each.kind === kind))(
    '$title',
    async (each) => {
      const stride = strideOf(each, dashboardFault);
      for (let line = 1; await strike(each, line); line += stride)
        expect(line, 'the run never ends').toBeLessThan(tooMany);
      expect(await target.damages(true)).toEqual([]);
    },
    1_800_000,
  );

  /** false: the run had ended before its journal was so long */
  async function strike(each: FaultCase, line: number): Promise<boolean> {
    const work = await each.make(target, dashboardFault);
    await target.reconnect();
    const plan = await api.ask<Plan>('POST', '/hosts/nas/plans', { action: each.action, params: work.params });
    await target.holdNextRun(line);
    const { id } = await api.ask<Run>('POST', `/plans/${plan.id}/apply`, { confirm: 'nas' });
    const isHeld = (await target.held()) !== 'ended';
    await dashboard.kill();
    // In turns: the next dashboard comes while the run works, or when it is over.
    const comesEarly = line % 2 === 1;
    try {
      if (comesEarly) await dashboard.start();
    } finally {
      await target.letGo();
    }
    if (!comesEarly) {
      await target.sh(
        'for n in $(seq 300); do grep -q run.ended "/var/lib/bilge/runs/$1/journal.jsonl" && exit 0; sleep 0.1; done; exit 1',
        { args: [id] },
      );
      await dashboard.start();
    }
    const run = await api.runOver(id);
    const where = `line ${line} of ${each.title}: ${JSON.stringify(run)}`;
    await target.reconnect();
    expect(run.state, where).toBe('succeeded');
    expect(await untruths(target, run), where).toEqual([]);
    expect(await target.damages(), where).toEqual([]);
    expect(await target.sh(work.left, { args: [...work.args] }), where).toBe('');
    if (isHeld)
      recordStrike({
        action: each.title,
        kind: each.kind,
        at: `${line} lines of the journal`,
        fault: dashboardFault,
        outcome: run.state,
        second: `nothing was left to do; the next dashboard came ${comesEarly ? 'while it worked' : 'after its end'}`,
      });
    return isHeld;
  }
});
