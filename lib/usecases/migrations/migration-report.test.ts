import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { migrationReport } from '../../domain/answers/migration-report.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { migrationReportText } from '../../domain/migration-report-text.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { proposePlan } from '../plans/plans.ts';
import { applyPlan, waitForRun } from '../runs/runs.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { readMigrationReport } from './migration-report.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

describe('the verification report of a move', () => {
  it('compares the scan of the plan with the one after the run, and is only of moves', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const plan = await proposePlan(app, anna, 'demo-nas', 'remove-leaked-layers', { names: 'all' });
    const run = await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'demo-nas')).id);
    expect(() => readMigrationReport(app, anna, run.id)).toThrow(InvalidInputError);
    // No demo host is moved: the scans of this run stand for those of one.
    app.store.runs.put({ ...run, actionId: 'move-data-root' });
    const report = migrationReport.parse(readMigrationReport(app, anna, run.id));
    expect(report).toMatchObject({ host: 'demo-nas', state: 'succeeded', driver: { before: 'btrfs', after: 'btrfs' } });
    expect(report.kinds.every(({ unknown, before, after }) => unknown === null && before === after)).toBe(true);
    expect(report.kinds.flatMap(({ rows }) => rows).every(({ verdict }) => verdict === 'same')).toBe(true);
    expect(migrationReportText(report)).toMatch(/Containers: \d+ before, \d+ after\n {2}= /);
    app.store.runs.put({ ...run, actionId: 'move-data-root', receipt: null });
    expect(readMigrationReport(app, anna, run.id).kinds.every(({ unknown }) => unknown !== null)).toBe(true);
  });
});
