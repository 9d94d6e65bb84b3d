import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { Application } from '../core/application.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { exportActivity, listActivity } from './activity.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'operator' };
const guest: Actor = { kind: 'cli', name: 'guest', role: 'viewer' };

function note(app: Application, action: string, actor: string, day: number): void {
  app.store.audit.append({
    at: `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`,
    actorKind: 'user',
    actor,
    action,
    subject: null,
    hostId: null,
    result: 'ok',
    detail: {},
  });
}

describe('the activity', () => {
  it('is narrowed by who, what and when', () => {
    const app = temporaryApplication();
    note(app, 'run.started', 'anna', 1);
    note(app, 'run.undone', 'ben', 2);
    note(app, 'login', 'anna', 3);
    const actions = (filter: Parameters<typeof listActivity>[2]) =>
      listActivity(app, anna, filter).map(({ action }) => action);
    expect(actions({})).toEqual(['login', 'run.undone', 'run.started']);
    expect(actions({ action: 'run' })).toEqual(['run.undone', 'run.started']);
    expect(actions({ actor: 'anna' })).toEqual(['login', 'run.started']);
    expect(actions({ from: '2026-11-02T00:00:00.000Z', to: '2026-11-02T23:59:59.999Z' })).toEqual(['run.undone']);
  });

  it('is exported whole, however many pages it has', () => {
    const app = temporaryApplication();
    for (let day = 1; day <= 7; day += 1) note(app, 'login', 'anna', day);
    const days = [...exportActivity(app, anna, {}, 3)].map(({ at }) => Number(at.slice(8, 10)));
    expect(days).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect([...exportActivity(app, anna, {}, 7)]).toHaveLength(7);
  });

  it('is for operators and admins', () => {
    const app = temporaryApplication();
    expect(() => listActivity(app, guest)).toThrow();
    expect(() => [...exportActivity(app, guest)]).toThrow();
  });
});
