import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { AppError } from '../../domain/errors.ts';
import type { NewHost } from '../hosts/add-host.ts';
import { addHost } from '../hosts/add-host.ts';
import { removeHost } from '../hosts/remove-host.ts';
import { readReport } from '../scans/reports.ts';
import { scanHost } from '../scans/scan-host.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { addRecordedHost } from './add-recorded-host.ts';
import { makeRecording } from './record-host.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

function input(name: string, url: string): NewHost {
  return { name, url, settings: {}, secrets: {}, trust: null, trustJumps: [] };
}

async function recorded(demo = 'buildserver') {
  const app = temporaryApplication();
  await addHost(app, anna, input('mine', `demo:${demo}`));
  await scanHost(app, anna, 'mine', { measure: true });
  return { app, made: makeRecording(app, anna, 'mine') };
}

describe('a recording', () => {
  it.each(['nas', 'buildserver', 'homeserver', 'appserver'])(
    'of %s has no name, id or address of it in any of its strings, and every check says the same',
    async (demo) => {
      const { app, made } = await recorded(demo);
      expect(made.differences).toEqual([]);
      const facts = app.store.facts.latest(app.store.hosts.byName('mine')?.id ?? '');
      const texts = stringsOf(JSON.parse(made.file)).join('\n');
      const own = canaries(facts?.sections);
      expect(own.length).toBeGreaterThan(20);
      expect(own.filter((canary) => texts.includes(canary))).toEqual([]);
    },
  );

  it('opens as a demo host that shows and frees the same, and goes with its host', async () => {
    const { app, made } = await recorded();
    const added = await addRecordedHost(app, anna, input('theirs', ''), made.file);
    expect(added.url).toMatch(/^demo:recording-[0-9a-f]{16}$/);
    await scanHost(app, anna, 'theirs', { measure: true });
    const [mine, theirs] = ['mine', 'theirs'].map((name) => readReport(app, anna, name));
    expect(theirs?.leaks.map(({ bytes }) => bytes)).toEqual(mine?.leaks.map(({ bytes }) => bytes));
    expect(theirs?.ledger.map(({ bytes }) => bytes)).toEqual(mine?.ledger.map(({ bytes }) => bytes));
    await addRecordedHost(app, anna, input('again', ''), made.file);
    await removeHost(app, anna, 'theirs');
    expect(recordingsIn(app)).toHaveLength(1);
    await removeHost(app, anna, 'again');
    expect(recordingsIn(app)).toEqual([]);
  });

  it('is not kept where its host cannot be added', async () => {
    const { app, made } = await recorded();
    await expect(addRecordedHost(app, anna, input('mine', ''), made.file)).rejects.toThrow(/already a host/);
    expect(recordingsIn(app)).toEqual([]);
  });

  it('says of a host without a scan that it has none', async () => {
    const app = temporaryApplication();
    await addHost(app, anna, input('mine', 'demo:nas'));
    expect(() => makeRecording(app, anna, 'mine')).toThrow(/has not been scanned yet/);
  });
});

describe('a file that anybody wrote', () => {
  const broken: [string, (file: Record<string, unknown>) => unknown, RegExp][] = [
    ['is no JSON', () => '{"bilgeRecording": 1', /it is no JSON/],
    ['is something else', () => ({ hello: 1 }), /not written by `bilge record`/],
    ['is of a newer Bilge', (file) => ({ ...file, bilgeRecording: 2 }), /a newer Bilge wrote it/],
    ['has no sizes', (file) => ({ ...file, measurements: 'none' }), /measurements/],
    [
      'has a section of another shape',
      (file) => withSection(file, 'images', { state: 'known', value: 7 }),
      /section images/,
    ],
    ['has a negative size', (file) => ({ ...file, measurements: [{ bytes: -1 }] }), /measurements/],
    ['has a date that is none', (file) => ({ ...file, recordedAt: 'now' }), /recordedAt/],
  ];

  it.each(broken)('and %s is refused with the reason, and nothing is stored', async (_what, change, reason) => {
    const { app, made } = await recorded();
    const changed = change(JSON.parse(made.file));
    const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
    await expect(addRecordedHost(app, anna, input('theirs', ''), text)).rejects.toThrow(reason);
    expect([recordingsIn(app), app.store.hosts.byName('theirs')]).toEqual([[], null]);
  });

  it('is refused by its size before it is read', async () => {
    const { app } = await recorded();
    const text = ' '.repeat(32 * 2 ** 20 + 1);
    await expect(addRecordedHost(app, anna, input('theirs', ''), text)).rejects.toThrow(/at most 32 MiB/);
  });

  it('loses what no schema names, also what would be inherited', async () => {
    const { app, made } = await recorded();
    const text = made.file.replace('"sections":{', '"__proto__":{"hacked":1},"sections":{"toString":{},"more":[1],');
    await addRecordedHost(app, anna, input('theirs', ''), text);
    await scanHost(app, anna, 'theirs');
    const facts = app.store.facts.latest(app.store.hosts.byName('theirs')?.id ?? '');
    expect(Object.keys(facts?.sections ?? {})).not.toContain('more');
    expect(Reflect.get(facts ?? {}, 'hacked')).toBeUndefined();
  });

  it('is opened or refused in words, whatever was changed in it', async () => {
    const { app, made } = await recorded('appserver');
    const chance = seeded(11);
    const outcomes = { opened: 0, refused: 0 };
    for (let round = 0; round < 60; round += 1) {
      const text = JSON.stringify(mutated(JSON.parse(made.file), chance));
      try {
        await addRecordedHost(app, anna, input(`theirs-${round}`, ''), text);
        outcomes.opened += 1;
        await removeHost(app, anna, `theirs-${round}`);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        outcomes.refused += 1;
      }
    }
    expect(Math.min(outcomes.opened, outcomes.refused)).toBeGreaterThan(5);
  });
});

function recordingsIn(app: ReturnType<typeof temporaryApplication>): string[] {
  const url = /^demo:recording-/;
  const shown = app.store.hosts.all().filter((host) => url.test(host.url));
  const kept = app.store.documents.stored('recordings').all();
  expect(kept.length).toBeLessThanOrEqual(Math.max(1, shown.length));
  return kept.map(({ id }) => id);
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsOf(inner)]);
}

/** Names as people gave them, ids and addresses: of four characters and more, because shorter ones stand in any text. */
function canaries(sections: unknown): string[] {
  const texts = stringsOf(sections).flatMap(
    (text) => text.match(/[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f-]{27}|[a-z0-9]{25}/g) ?? [],
  );
  const named = ['gitea', 'postgres', 'paperless', 'mosquitto', 'registry-data', 'buildserver', 'homeserver'];
  return [...new Set([...texts.filter((text) => /\d/.test(text)), ...named, 'appserver', 'unreachable-', 'chatty'])];
}

function withSection(file: Record<string, unknown>, id: string, section: unknown): unknown {
  const facts = file.facts as { sections: Record<string, unknown> };
  return { ...file, facts: { ...facts, sections: { ...facts.sections, [id]: section } } };
}

/** One value somewhere is another one, is missing, or stands there many times. */
function mutated(value: unknown, chance: () => number): unknown {
  if (typeof value !== 'object' || value === null || chance() < 0.06) {
    const others = [null, -1, 1e308, '', 'x'.repeat(5000), [], {}, '../../etc/passwd', true, Number.MAX_SAFE_INTEGER];
    return others[Math.floor(chance() * others.length)];
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return [{}];
    const at = Math.floor(chance() * value.length);
    return chance() < 0.3
      ? [...value, ...Array(50).fill(value[at])]
      : value.map((each, index) => (index === at ? mutated(each, chance) : each));
  }
  const keys = Object.keys(value);
  const chosen = keys[Math.floor(chance() * keys.length)];
  if (chosen === undefined) return 7;
  const copy: Record<string, unknown> = { ...value };
  copy[chosen] = mutated(copy[chosen], chance);
  return copy;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
