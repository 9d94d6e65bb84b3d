import { describe, expect, it } from 'vitest';
import type { AlertMessage } from '../../domain/alerts/alert.ts';
import type { LastingCause, Observation } from '../../domain/alerts/cause.ts';
import type { Severity } from '../../domain/finding.ts';
import { type Advanced, advance, type Moment } from './advance.ts';

const finding = (hostId: string, checkId: string, severity: Severity = 'warning'): LastingCause => ({
  kind: 'finding',
  hostId,
  key: `${checkId}.${hostId}`,
  checkId,
  severity,
  title: `${checkId} of ${hostId}`,
});
const unreachable = (hostId: string): LastingCause => ({
  kind: 'host-unreachable',
  hostId,
  why: 'It does not answer.',
});

/** A simulated dashboard: minutes pass, and what a scan sees is said. */
function watching(options: { remindAfterHours?: number; hosts?: number } = {}) {
  let minutes = 0;
  let ids = 0;
  let book: Advanced = { alerts: [], threads: [], messages: [], forHosts: new Map() };
  const muted = new Set<string>();
  const busy = new Set<string>();
  const afterRun = new Set<string>();
  const removed = new Set<string>();
  const step = (observations: Observation[] = [], events: Moment['events'] = []): AlertMessage[] => {
    book = advance(JSON.parse(JSON.stringify(book)), {
      now: new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString(),
      nameOf: (hostId) => hostId,
      hostCount: options.hosts ?? 40,
      observations,
      events,
      remindAfterHours: options.remindAfterHours ?? null,
      newId: () => `message_${++ids}`,
      isHostKnown: (hostId) => !removed.has(hostId),
      isHeld: ({ hostId }) => hostId !== null && busy.has(hostId),
      isMuted: ({ id }) => muted.has(id),
      isAfterOwnRun: (hostId) => hostId !== null && afterRun.has(hostId),
    });
    return book.messages;
  };
  return {
    muted,
    busy,
    afterRun,
    removed,
    step,
    book: () => book,
    /** every minute, until then; all that was told */
    pass: (amount: number): AlertMessage[] => {
      const told: AlertMessage[] = [];
      for (let minute = 0; minute < amount; minute += 1) {
        minutes += 1;
        told.push(...step());
      }
      return told;
    },
    see: (state: Observation['state'], ...causes: LastingCause[]): AlertMessage[] =>
      step(causes.map((cause) => ({ cause, state }))),
  };
}

const said = (messages: AlertMessage[]): string[] => messages.map(({ phase, title }) => `${phase}: ${title}`);

describe('one alert', () => {
  it('opens after its hold and its second observation, and closes in the same way, as one message', () => {
    const watch = watching();
    expect(watch.see('bad', finding('nas', 'full'))).toEqual([]);
    expect(watch.pass(14)).toEqual([]);
    expect(said([...watch.see('bad', finding('nas', 'full')), ...watch.pass(1)])).toEqual(['open: nas: full of nas']);
    expect(watch.pass(14)).toEqual([]);
    expect(watch.see('good', finding('nas', 'full'))).toEqual([]);
    expect(watch.pass(15)).toEqual([]);
    const closed = watch.see('good', finding('nas', 'full'));
    expect(said(closed)).toEqual(['resolved: Resolved: nas: full of nas']);
    expect(closed[0]).toMatchObject({ id: 'message_1', revision: 2, weight: 'update' });
    watch.pass(6 * 60 + 1);
    expect(watch.book()).toMatchObject({ alerts: [], threads: [] });
  });

  it('is told at once where it is critical, and again at once where it became so', () => {
    const watch = watching();
    expect(said(watch.see('bad', finding('nas', 'full', 'critical')))).toEqual(['open: nas: full of nas']);
    watch.see('bad', finding('box', 'leak'));
    watch.pass(15);
    watch.see('bad', finding('box', 'leak'));
    expect(said(watch.see('bad', finding('box', 'leak', 'critical')))).toEqual(['update: box: leak of box']);
  });

  it('stays as it is between its bounds', () => {
    const watch = watching();
    expect(watch.see('between', unreachable('nas'))).toEqual([]);
    expect(watch.book().alerts).toEqual([]);
    watch.see('bad', unreachable('nas'));
    watch.pass(15);
    expect(watch.see('bad', unreachable('nas'))).toHaveLength(1);
    watch.see('good', unreachable('nas'));
    expect(watch.see('between', unreachable('nas'))).toEqual([]);
    expect(watch.pass(60)).toEqual([]);
    expect(watch.book().alerts[0]?.phase).toBe('firing');
  });

  it('that is gone before its hold was never there', () => {
    const watch = watching();
    watch.see('bad', unreachable('nas'));
    watch.pass(5);
    watch.see('good', unreachable('nas'));
    expect(watch.pass(60)).toEqual([]);
    expect(watch.book().alerts).toEqual([]);
  });

  it('that comes and goes is told once in six hours, with how often', () => {
    const watch = watching();
    const told: AlertMessage[] = [];
    for (let flap = 0; flap < 12; flap += 1) {
      for (const state of ['bad', 'bad', 'good', 'good'] as const) {
        told.push(...watch.see(state, finding('nas', 'full')), ...watch.pass(15));
      }
    }
    told.push(...watch.pass(13 * 60));
    expect(told.length).toBeLessThanOrEqual(5);
    expect(told.every(({ id }) => id === 'message_1')).toBe(true);
    expect(told.at(-1)?.lines.join()).toContain('flapped 11×');
  });
});

describe('one message', () => {
  it('tells of all findings of a host, and of one cause on many hosts, also where they come in turn', () => {
    const watch = watching();
    const two = [finding('nas', 'full', 'critical'), finding('nas', 'leak', 'critical')];
    expect(said(watch.see('bad', ...two))).toEqual(['open: nas: 2 problems']);
    const fleet = watching();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const told: AlertMessage[] = [];
    for (const name of names) told.push(...fleet.see('bad', unreachable(name)), ...fleet.pass(2));
    fleet.pass(1);
    for (const name of names) told.push(...fleet.see('bad', unreachable(name)), ...fleet.pass(2));
    told.push(...fleet.pass(30));
    expect(told.length).toBeLessThanOrEqual(3);
    expect(told.at(-1)?.title).toBe('7 of 40 hosts unreachable');
    expect(told.at(-1)?.lines).toHaveLength(7);
    for (const name of names) told.push(...fleet.see('good', unreachable(name)));
    expect(said(fleet.pass(10))).toEqual(['resolved: Resolved: 7 of 40 hosts unreachable']);
  });

  it('is not told of what is muted, and tells when the mute ends', () => {
    const watch = watching();
    watch.muted.add('finding/nas/full.nas');
    watch.see('bad', finding('nas', 'full', 'critical'));
    expect(watch.pass(600)).toEqual([]);
    watch.muted.clear();
    expect(watch.pass(1)).toHaveLength(1);
    watch.muted.add('finding/nas/full.nas');
    watch.see('good', finding('nas', 'full', 'critical'));
    watch.pass(15);
    expect(watch.see('good', finding('nas', 'full', 'critical'))).toMatchObject([
      { phase: 'resolved', weight: 'silent' },
    ]);
  });

  it('is silent about what a run of Bilge’s own does, and tells of the run', () => {
    const watch = watching();
    watch.busy.add('nas');
    watch.see('bad', finding('nas', 'stopped', 'critical'), unreachable('nas'));
    expect(watch.pass(60)).toEqual([]);
    watch.see('good', finding('nas', 'stopped', 'critical'), unreachable('nas'));
    watch.busy.clear();
    expect(watch.pass(60)).toEqual([]);
    const event = { kind: 'run-failed', hostId: 'nas', runId: 'run_1', title: 'Prune', said: 'No space.' } as const;
    expect(watch.step([], [event])).toMatchObject([{ phase: 'event', path: '/runs/run_1', weight: 'new' }]);
    expect(watch.pass(600)).toEqual([]);
    watch.see('bad', finding('nas', 'leak', 'critical'));
    watch.afterRun.add('nas');
    watch.see('good', finding('nas', 'leak', 'critical'));
    watch.pass(15);
    expect(watch.see('good', finding('nas', 'leak', 'critical'))).toMatchObject([{ weight: 'silent' }]);
  });

  it('is repeated only where that was asked for, with a growing gap', () => {
    const never = watching();
    never.see('bad', finding('nas', 'full', 'critical'));
    expect(never.pass(7 * 24 * 60)).toEqual([]);
    const asked = watching({ remindAfterHours: 24 });
    asked.see('bad', finding('nas', 'full', 'critical'));
    const reminders = asked.pass(8 * 24 * 60);
    expect(said(reminders)).toEqual(Array(3).fill('update: Still open: nas: full of nas'));
    expect(reminders.map(({ at }) => at.slice(0, 10))).toEqual(['2026-01-02', '2026-01-04', '2026-01-08']);
  });

  it('of a host that was removed ends without a word', () => {
    const watch = watching();
    watch.see('bad', finding('nas', 'full', 'critical'));
    watch.removed.add('nas');
    expect(watch.pass(1)).toMatchObject([{ phase: 'resolved', weight: 'silent' }]);
    expect(watch.book().alerts).toEqual([]);
  });
});
