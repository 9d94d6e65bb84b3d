import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { CheckOutcome, Finding, Severity } from '../../domain/finding.ts';
import { hostSettingsSchema } from '../../domain/host.ts';
import type { Application } from '../core/application.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { muteFinding, readFindingHistory } from './findings.ts';
import { readFleetHealth } from './fleet-health.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'operator' };

function addHost(app: Application, name: string): string {
  const settings = hostSettingsSchema.parse({});
  const host = {
    id: `host_${name}`,
    name,
    url: 'ssh://x',
    settings,
    createdAt: '2026-11-01T00:00:00Z',
  };
  app.store.hosts.add(host);
  return host.id;
}

function failed(checkId: string, severity: Severity, key = `${checkId}.a`): CheckOutcome {
  const finding: Finding = {
    key,
    checkId,
    severity,
    subject: { kind: 'host', id: key, label: key },
    title: `${checkId} here`,
    detail: '',
    evidence: { command: null, columns: [], rows: [] },
    remedies: [],
  };
  return { checkId, status: 'fail', findings: [finding] };
}

const record = (app: Application, hostId: string, outcomes: CheckOutcome[], at = '2026-11-02T00:00:00.000Z') =>
  app.store.findings.record(hostId, at, outcomes);

describe('readFleetHealth', () => {
  it('groups by check and by host, the worst first', () => {
    const app = temporaryApplication();
    record(app, addHost(app, 'calm'), [{ checkId: 'unused-images', status: 'pass' }]);
    record(app, addHost(app, 'noisy'), [failed('unused-images', 'info'), failed('vfs-driver', 'warning')]);
    record(app, addHost(app, 'sick'), [failed('unused-images', 'info'), failed('filesystem-read-only', 'critical')]);
    const { checks, hosts } = readFleetHealth(app, anna);
    expect(checks.map(({ checkId, findings }) => [checkId, findings.length])).toEqual([
      ['filesystem-read-only', 1],
      ['vfs-driver', 1],
      ['unused-images', 2],
    ]);
    expect(checks[2]?.title).toBe('Unused images');
    expect(hosts.map(({ name }) => name)).toEqual(['sick', 'noisy', 'calm']);
  });

  it('folds what is muted away, and counts it nowhere else', async () => {
    const app = temporaryApplication();
    const nas = addHost(app, 'nas');
    record(app, nas, [failed('vfs-driver', 'warning')]);
    await muteFinding(app, anna, { host: nas, key: 'vfs-driver.a', reason: 'known', until: null });
    const { checks, hosts, muted } = readFleetHealth(app, anna);
    expect(checks).toEqual([]);
    expect(hosts[0]?.findings).toEqual([]);
    expect(muted).toMatchObject([{ finding: { key: 'vfs-driver.a' }, muted: { reason: 'known', by: 'anna' } }]);
  });

  it('tells what could not be known, and keeps what was open before', () => {
    const app = temporaryApplication();
    const nas = addHost(app, 'nas');
    record(app, nas, [failed('vfs-driver', 'warning')]);
    record(app, nas, [{ checkId: 'vfs-driver', status: 'unknown', why: 'no answer', missing: ['engine'] }]);
    const { checks, hosts } = readFleetHealth(app, anna);
    expect(checks).toMatchObject([{ checkId: 'vfs-driver' }]);
    expect(hosts[0]?.unknown).toMatchObject([{ checkId: 'vfs-driver', why: 'no answer' }]);
  });
});

it('a finding’s history says what it did, newest first', () => {
  const app = temporaryApplication();
  const nas = addHost(app, 'nas');
  record(app, nas, [failed('vfs-driver', 'warning')], '2026-11-02T00:00:00.000Z');
  record(app, nas, [failed('vfs-driver', 'critical')], '2026-11-03T00:00:00.000Z');
  record(app, nas, [{ checkId: 'vfs-driver', status: 'pass' }], '2026-11-04T00:00:00.000Z');
  expect(readFindingHistory(app, anna, 'nas').map(({ event, severity }) => [event, severity])).toEqual([
    ['closed', 'critical'],
    ['worsened', 'critical'],
    ['opened', 'warning'],
  ]);
});
