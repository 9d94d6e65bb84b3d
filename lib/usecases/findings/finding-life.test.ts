import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { hostSettingsSchema } from '../../domain/host.ts';
import { judge } from '../../health/judge.ts';
import { factsWith, filesystemWith, reportWith } from '../../health/testing/facts.ts';
import { pastOf } from '../scans/past.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { listFindings, muteFinding, readFindingHistory } from './findings.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'operator' };
const gib = 2 ** 30;

/** A host whose disk fills and empties; each look is judged with the past that the store remembers, as a scan does. */
function fillingHost() {
  const app = temporaryApplication();
  const id = 'host_nas';
  const settings = hostSettingsSchema.parse({});
  app.store.hosts.add({
    id,
    name: 'nas',
    url: 'ssh://x',
    settings,
    createdAt: '2026-11-01T00:00:00Z',
  });
  let day = 0;
  const look = (usedPercent: number | null): string[] => {
    day += 1;
    const at = `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`;
    const filesystem = filesystemWith({
      usedBytes: (usedPercent ?? 0) * gib,
      freeBytes: (100 - (usedPercent ?? 0)) * gib,
    });
    const facts = factsWith(usedPercent === null ? {} : { filesystems: [filesystem] });
    const storage = reportWith();
    const past = pastOf(app, { ...facts, hostId: id }, storage);
    const outcomes = judge({ facts, storage, past, now: at }).filter(
      ({ checkId }) => checkId === 'data-root-nearly-full',
    );
    return app.store.findings.record(id, at, outcomes).map(({ event, finding }) => `${event} ${finding.severity}`);
  };
  return { app, look };
}

describe('the life of a finding', () => {
  it('opens, worsens, improves and closes by the real check, and does not flicker at its bounds', () => {
    const { app, look } = fillingHost();
    expect(look(70)).toEqual([]);
    expect(look(81)).toEqual(['opened warning']);
    expect(look(79)).toEqual([]);
    expect(look(81)).toEqual([]);
    expect(look(91)).toEqual(['worsened critical']);
    expect(look(89)).toEqual([]);
    expect(look(86)).toEqual(['improved warning']);
    expect(look(70)).toEqual(['closed warning']);
    const history = readFindingHistory(app, anna, 'nas').map(({ event, severity, at }) => [
      event,
      severity,
      at.slice(8, 10),
    ]);
    expect(history).toEqual([
      ['closed', 'warning', '08'],
      ['improved', 'warning', '07'],
      ['worsened', 'critical', '05'],
      ['opened', 'warning', '02'],
    ]);
  });

  it('stays open while nothing is known', () => {
    const { app, look } = fillingHost();
    look(91);
    expect(look(null)).toEqual([]);
    expect(listFindings(app, anna, 'nas')).toHaveLength(1);
    // Nor is its severity forgotten meanwhile.
    expect(look(89)).toEqual([]);
    expect(look(70)).toEqual(['closed critical']);
  });

  it('is muted with a reason until a date, and is there again after it', async () => {
    const { app, look } = fillingHost();
    look(91);
    const [open] = listFindings(app, anna, 'nas');
    const key = open?.finding.key ?? '';
    const until = new Date(app.now().getTime() + 3_600_000).toISOString();
    await muteFinding(app, anna, { host: 'nas', key, reason: 'a disk is on its way', until });
    expect(listFindings(app, anna, 'nas')[0]?.muted).toEqual({ reason: 'a disk is on its way', by: 'anna', until });
    const later = { ...app, now: () => new Date(Date.parse(until) + 1) };
    expect(listFindings(later, anna, 'nas')[0]?.muted).toBeNull();
    const past = new Date(app.now().getTime() - 1).toISOString();
    expect(() => muteFinding(app, anna, { host: 'nas', key, reason: 'too late', until: past })).toThrow(/in the past/);
    const slip = { host: 'nas', key: `${key}x`, reason: 'known', until: null };
    expect(() => muteFinding(app, anna, slip)).toThrow(/No finding “.*x” on nas/);
  });
});
