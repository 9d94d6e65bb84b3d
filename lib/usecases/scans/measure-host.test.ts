import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../test/states/recorded-states.ts';
import type { Actor } from '../../access/actor.ts';
import { measurementNeeds } from '../../facts/views/ledger/measurement-needs.ts';
import type { Application } from '../core/application.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { measureHost, stopMeasuring } from './measure-host.ts';
import { recordReport } from './reports.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'viewer' };

/** A recorded host, and a session that writes down which script it was asked to read and answers nothing. */
function recordedHost(): { app: Application; hostId: string; scripts: string[]; volumes: string[] } {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const facts = { ...readRecording('nested-docker').facts, hostId: host.id };
  app.store.facts.put(facts);
  recordReport(app, host, facts);
  const scripts: string[] = [];
  const read = async ({ source }: { source: Uint8Array }) => {
    scripts.push(Buffer.from(source).toString());
    return { timedOut: false };
  };
  Object.assign(app.pool, { acquire: async () => ({ session: { read }, release: () => {} }) });
  const needs = measurementNeeds(facts, []).filter(({ kind }) => kind === 'volume');
  return { app, hostId: host.id, scripts, volumes: needs.map(({ object }) => object) };
}

describe('measuring', () => {
  it('one object walks that one and nothing else', async () => {
    const { app, hostId, scripts, volumes } = recordedHost();
    const [chosen = '', other = ''] = volumes;
    await measureHost(app, anna, hostId, { only: { kind: 'volume', object: chosen } });
    expect(scripts).toHaveLength(1);
    expect(scripts[0]).toContain(chosen);
    expect(scripts[0]).not.toContain(other);
  });

  it('one row walks its objects alone', async () => {
    const { app, hostId, scripts, volumes } = recordedHost();
    await measureHost(app, anna, hostId, { only: { kind: 'volume' } });
    expect(volumes.length).toBeGreaterThan(1);
    for (const volume of volumes) expect(scripts[0]).toContain(volume);
    expect(scripts[0]).not.toContain('layerdb');
    expect(scripts[0]).not.toContain('/btrfs/subvolumes/');
  });

  it('an object that has a size is measured anew when it is named, and not otherwise', async () => {
    const { app, hostId, scripts, volumes } = recordedHost();
    const [chosen = ''] = volumes;
    const facts = app.store.facts.latest(hostId);
    const need = facts ? measurementNeeds(facts, []).find(({ object }) => object === chosen) : undefined;
    app.store.measurements.put(hostId, [
      {
        kind: 'volume',
        object: chosen,
        identity: need?.identity ?? null,
        bytes: 1,
        exact: true,
        how: 'disk blocks of its tree (du)',
        measuredAt: app.now().toISOString(),
      },
    ]);
    await measureHost(app, anna, hostId);
    expect(scripts[0]).not.toContain(chosen);
    await measureHost(app, anna, hostId, { only: { kind: 'volume', object: chosen } });
    expect(scripts[1]).toContain(chosen);
  });

  it('two walks never go on at the same time on a host', async () => {
    const { app, hostId, scripts, volumes } = recordedHost();
    let open = 0;
    let most = 0;
    const read = async ({ source }: { source: Uint8Array }) => {
      scripts.push(Buffer.from(source).toString());
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { timedOut: false };
    };
    Object.assign(app.pool, { acquire: async () => ({ session: { read }, release: () => {} }) });
    await Promise.all(volumes.map((object) => measureHost(app, anna, hostId, { only: { kind: 'volume', object } })));
    expect(scripts).toHaveLength(volumes.length);
    expect(most).toBe(1);
  });

  it('what takes too long is told as such, rests, and is walked again when somebody asks', async () => {
    const { app, hostId, scripts, volumes } = recordedHost();
    const scheduler: Actor = { kind: 'system', name: 'schedule', role: 'operator' };
    const read = async ({ source }: { source: Uint8Array }, { onStdout }: { onStdout: (chunk: Buffer) => void }) => {
      scripts.push(Buffer.from(source).toString());
      for (let index = 0; index < 100; index += 1) onStdout(Buffer.from(`${index} ! timed-out\n`));
      return { timedOut: false };
    };
    Object.assign(app.pool, { acquire: async () => ({ session: { read }, release: () => {} }) });
    await measureHost(app, scheduler, hostId);
    expect(scripts).toHaveLength(1);
    const report = await measureHost(app, scheduler, hostId);
    expect(scripts).toHaveLength(1);
    const shown = report.volumes.find(({ name }) => name === volumes[0]);
    expect(shown?.bytes).toMatchObject({ state: 'unknown', reason: 'timed-out' });

    app.now = () => new Date(Date.now() + 7 * 3_600_000);
    await measureHost(app, scheduler, hostId);
    expect(scripts).toHaveLength(2);
    app.now = () => new Date(Date.now() + 14 * 3_600_000);
    await measureHost(app, scheduler, hostId);
    expect(scripts).toHaveLength(2);
    await measureHost(app, anna, hostId);
    expect(scripts).toHaveLength(3);
  });

  it('can be ended by an operator, also where nobody asked for it', async () => {
    const { app, hostId } = recordedHost();
    const read = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    Object.assign(app.pool, { acquire: async () => ({ session: { read }, release: () => {} }) });
    const measuring = measureHost(app, anna, hostId);
    await expect.poll(() => app.measuring.size).toBe(1);
    const ben: Actor = { ...anna, role: 'operator' };
    expect(() => stopMeasuring(app, anna, hostId)).toThrow();
    expect(stopMeasuring(app, ben, hostId)).toEqual({ stopped: true });
    await expect(measuring).rejects.toThrow('stopped');
    expect(stopMeasuring(app, ben, hostId)).toEqual({ stopped: false });
  });
});
