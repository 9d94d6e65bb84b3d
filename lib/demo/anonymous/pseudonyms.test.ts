import { describe, expect, it } from 'vitest';
import { sectionSchemas } from '../../domain/stored/sections.ts';
import { Pseudonyms } from './pseudonyms.ts';

const pseudonyms = () => new Pseudonyms(Math.random);

describe('a pseudonym', () => {
  it('is always the same of the same, and different of different ones', () => {
    const own = pseudonyms();
    const names = Array.from({ length: 500 }, (_, number) => `anna${number}`);
    const made = names.map((name) => own.name(name));
    expect(new Set(made).size).toBe(500);
    expect(names.map((name) => own.name(name))).toEqual(made);
    expect(made.filter((name) => names.includes(name))).toEqual([]);
  });

  it('has the form of what it replaces: ids keep length and alphabet, short ones begin the long ones', () => {
    const own = pseudonyms();
    const id = 'a47f'.repeat(16);
    expect(own.text(id)).toMatch(/^[0-9a-f]{64}$/);
    expect(own.text(id).startsWith(own.text(id.slice(0, 12)))).toBe(true);
    expect(own.text(`${id}-init`)).toBe(`${own.text(id)}-init`);
    expect(own.text('qfn15wggf4b9fmtdwlaywp77x')).toMatch(/^[a-z0-9]{25}$/);
    expect(own.text('V4YCWRINP2LQ2ZEZHJU3O6OPB4')).toMatch(/^[A-Z2-7]{26}$/);
    expect(own.text('1de4d435-6c7c-7246-b3a3-deb63b308440')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(own.text('360478881-NaTo')).toMatch(/^360478881-[A-Z][a-z][A-Z][a-z]$/);
  });

  it('leaves paths, devices, versions, sizes and times, and nothing of a name among them', () => {
    const own = pseudonyms();
    for (const same of [
      '/var/lib/docker/overlay2',
      '/dev/sda1',
      '26.1.5+dfsg1',
      '2026-12-01T05:12:30.504586632Z',
      'rw,relatime,size=512k',
      '127.0.0.1',
      '254:0:1777774',
    ])
      expect(own.text(same)).toBe(same);
    expect(own.text('/srv/annas-photos/docker')).toMatch(/^\/srv\/[a-z]{5}-[a-z]{6}\/docker$/);
    expect(own.text('/var/lib/docker/volumes/data/_data')).toBe(`/var/lib/docker/volumes/${own.name('data')}/_data`);
  });

  it('of an address is one of documentation, of the hardware’s one that is nobody’s', () => {
    const own = pseudonyms();
    expect(own.text('addr=10.1.2.3,from fe80::1a:2b3c and 10.1.2.3')).toBe(
      'addr=192.0.2.1,from 2001:db8::2 and 192.0.2.1'.replace('from', own.text('from')),
    );
    expect(own.text('00:11:32:aa:bb:cc')).toBe('02:00:00:00:00:03');
    expect(own.replaced.filter(({ kind }) => kind === 'address').map(({ from }) => from)).toEqual([
      '10.1.2.3',
      'fe80::1a:2b3c',
      '00:11:32:aa:bb:cc',
    ]);
  });

  it('takes names that are no Latin and no text apart from nothing', () => {
    const own = pseudonyms();
    for (const name of ['Größe', '写真', 'файлы', 'caf\udce9', 'e\u0301te\u0301'])
      expect(own.name(`${name}-1`)).not.toContain(name);
  });

  it('is never one of the words that Bilge’s own facts are written with', () => {
    const own = pseudonyms();
    const words = Object.values(sectionSchemas).flatMap((schema) => enumWords(schema));
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter((each) => own.text(each) !== each)).toEqual([]);
  });
});

interface Definition {
  type: string;
  shape?: Record<string, unknown>;
  element?: unknown;
  options?: unknown[];
  entries?: Record<string, unknown>;
  values?: unknown[];
  innerType?: unknown;
  valueType?: unknown;
  items?: unknown[];
}

/** Every value of an enumeration anywhere in a schema. */
function enumWords(schema: unknown): string[] {
  const { def } = schema as { def: Definition };
  const below = [
    ...Object.values(def.shape ?? {}),
    ...(def.options ?? []),
    ...(def.items ?? []),
    ...[def.element, def.innerType, def.valueType].filter((each) => each !== undefined),
  ];
  const own = [...Object.values(def.entries ?? {}), ...(def.values ?? [])].filter((each) => typeof each === 'string');
  return [...own, ...below.flatMap(enumWords)];
}
