import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { actions } from '../../actions/action-registry.ts';
import type { Finding } from '../../domain/finding.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { offered } from '../findings/offered-remedies.ts';
import { findHost } from '../hosts/hosts.ts';
import { readReport } from '../scans/reports.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { listActions } from './actions.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

async function demoApplication() {
  const app = temporaryApplication();
  await offerDemoHosts(app, anna);
  return app;
}

describe('listActions', () => {
  it('concludes the host once, however many actions and proposals there are', async () => {
    const app = await demoApplication();
    const host = findHost(app, anna, 'demo-nas');
    readReport(app, anna, host.id);
    app.offers.clear();
    // What every conclusion of the storage report reads first.
    const measurements = vi.spyOn(app.store.measurements, 'all');
    const since = vi.spyOn(app.store.leaks, 'since');
    expect(listActions(app, anna, host.id).length).toBeGreaterThanOrEqual(actions.length);
    expect(since).toHaveBeenCalledTimes(1);
    // Once for the report, once as an input of planning.
    expect(measurements).toHaveBeenCalledTimes(2);
  });

  it('lists what comes to the same plan once', async () => {
    const app = await demoApplication();
    let available = 0;
    for (const name of ['demo-nas', 'demo-buildserver', 'demo-homeserver', 'demo-appserver']) {
      const rows = listActions(app, anna, name).flatMap((row) =>
        row.available
          ? [
              `${row.id}: ${row.summary} ${row.estimate.freedBytes.state === 'known' ? row.estimate.freedBytes.value : ''}`,
            ]
          : [],
      );
      available += rows.length;
      expect(rows).toEqual([...new Set(rows)]);
    }
    expect(available).toBeGreaterThan(5);
  });

  it('says of a host without a scan that it has none, for every action', async () => {
    const app = await demoApplication();
    const host = findHost(app, anna, 'demo-nas');
    vi.spyOn(app.store.facts, 'newestOf').mockReturnValue(null);
    const rows = listActions(app, anna, host.id);
    expect(rows).toHaveLength(actions.length);
    for (const row of rows) expect(row).toMatchObject({ available: false, excuse: expect.stringContaining('scan') });
  });
});

describe('offered', () => {
  const finding: Finding = {
    key: 'leaked-layers.a',
    checkId: 'leaked-layers',
    severity: 'warning',
    subject: { kind: 'data-root', id: '/var/lib/docker', label: '/var/lib/docker' },
    title: '4 layers are leaked',
    detail: '',
    evidence: { command: null, columns: [], rows: [] },
    reclaimable: { bytes: 510 * 2 ** 20, exact: true },
    remedies: [
      { actionId: 'remove-leaked-layers', params: { names: 'all', mode: 'delete' } },
      { actionId: 'an-action-of-a-later-version', params: {} },
      { actionId: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } },
      { actionId: 'restart-docker', params: {} },
    ],
  };

  it('offers what this version knows, once, and promises nothing that was not planned', () => {
    const { remedies } = offered(finding, { judgement: { why: 'not yet' }, unreachable: null });
    expect(remedies).toMatchObject([
      {
        actionId: 'remove-leaked-layers',
        params: { mode: 'delete', names: 'all' },
        amount: null,
        blocked: { kind: 'not-judged', instead: { tab: 'actions' } },
      },
    ]);
  });

  it('is what reports hold', async () => {
    const app = await demoApplication();
    const remedies = ['demo-nas', 'demo-buildserver', 'demo-homeserver', 'demo-appserver'].flatMap(
      (name) => readReport(app, anna, name)?.findings.flatMap((each) => each.remedies) ?? [],
    );
    expect(remedies.length).toBeGreaterThan(3);
    for (const { actionId, label } of remedies) {
      expect(actions.map(({ id }) => id)).toContain(actionId);
      expect(label).not.toBe('');
    }
  });
});
