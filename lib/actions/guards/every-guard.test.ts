import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serviceFunctions, serviceOfInit } from '../../platforms/service-control.ts';
import { pieces as prelude } from '../../runs/prelude/pieces.generated.ts';
import type { Op } from '../ops/op.ts';
import { registry as ops } from '../ops/registry.generated.ts';
import { pieces } from '../ops/shell/pieces.generated.ts';
import type { Guard } from './guard.ts';
import { oldEnough } from './old-enough.ts';
import { actionVerdicts } from './testing/action-verdicts.ts';
import { hostVerdicts } from './testing/host-verdicts.ts';
import { imageBackupVerdicts } from './testing/image-backup-verdicts.ts';
import { imageVerdicts } from './testing/image-verdicts.ts';
import { leaseVerdicts } from './testing/lease-verdicts.ts';
import { migrationVerdicts } from './testing/migration-verdicts.ts';
import { objectVerdicts } from './testing/object-verdicts.ts';
import { storageVerdicts } from './testing/storage-verdicts.ts';
import { isCase } from './testing/verdict-case.ts';

/** A guard without a row for each of its verdicts is not tested. New guards are found here by themselves: those in files of this
 * folder, and those that an action keeps to itself. */
const table = [
  ...leaseVerdicts,
  ...hostVerdicts,
  ...storageVerdicts,
  ...objectVerdicts,
  ...actionVerdicts,
  ...migrationVerdicts,
  ...imageVerdicts,
  ...imageBackupVerdicts,
];
const folder = import.meta.dirname;
const sources = (of: string) =>
  fs.readdirSync(of).filter((name) => name.endsWith('.ts') && !/\.test\.ts$|generated/.test(name));

const shared = new Map<string, Guard<unknown>>();
for (const file of sources(folder)) {
  for (const value of Object.values(await import(path.join(folder, file)))) {
    if (isGuard(value)) shared.set(value.id, value);
  }
}
const ownOfActions = new Set<string>();
for (const file of sources(path.dirname(folder))) {
  const text = fs.readFileSync(path.join(path.dirname(folder), file), 'utf8');
  // `nothing-to-do` and `not-found` are answers, not guards: there is nothing that they let through.
  for (const [, id = ''] of text.matchAll(/(?:guardId: |guardId = |: Guard<[^>]*> = \{\s*id: )'([a-z-]+)'/g))
    if (id !== 'nothing-to-do') ownOfActions.add(id);
}

describe('every guard', () => {
  it('is found', () => {
    expect([...shared.keys()]).toContain('storage-provable');
    expect(shared.size).toBeGreaterThanOrEqual(16);
    for (const id of ['network-unused', 'way-out', 'snapshot-whole', 'configuration'])
      expect(ownOfActions).toContain(id);
  });

  it.each([...new Set([...shared.keys(), ...ownOfActions])])('%s: each verdict has a row', (id) => {
    for (const state of ['pass', 'refuse', 'unknown'] as const) {
      const has = table.some((row) => row.guardId === id && (isCase(row) ? row.state : row.never) === state);
      expect(has, `${id} has no row for "${state}"; write one, or say why it never comes to it`).toBe(true);
    }
  });

  it.each(table.flatMap((row) => (isCase(row) ? [] : [row])))(
    '$guardId never says "$never"',
    ({ guardId, never, because }) => {
      expect(because).not.toBe('');
      expect(table.some((row) => isCase(row) && row.guardId === guardId && row.state === never)).toBe(false);
      const check = shared.get(guardId)?.check.toString();
      if (check !== undefined) expect(check).not.toContain(never === 'unknown' ? 'notKnown' : never);
    },
  );

  it('no row is about a guard that is gone', () => {
    for (const { guardId } of table) expect([...shared.keys(), ...ownOfActions]).toContain(guardId);
  });

  it.each([...shared.values()].filter(({ recheck }) => recheck !== null))(
    '$id: an op really judges its second face before its effect',
    ({ recheck }) => {
      if (typeof recheck === 'string') {
        // What every run judges before its first batch, or some op in its own judgement.
        const judged = [...calledBy('begin', Object.values(prelude)), ...ops.flatMap((op) => [...judgedBy(op)])];
        expect(judged).toContain(recheck);
        return;
      }
      const faces = Object.entries(recheck ?? {});
      expect(faces.filter(([, face]) => face !== null)).not.toEqual([]);
      for (const [id, face] of faces) {
        const op = ops.find((each) => each.id === id);
        if (op === undefined) throw new Error(`there is no op ${id}`);
        if (face !== null) expect([...judgedBy(op)], id).toContain(face);
      }
    },
  );

  it('the minimum age names a face for each op that it stands before', () => {
    const removing = ops.filter(({ id }) => /^remove-(?!store|data-root)/.test(id)).map(({ id }) => id);
    expect(Object.keys(oldEnough.recheck ?? {}).sort()).toEqual(removing.sort());
  });

  it('a function that is only there is not taken for one that is called', () => {
    expect([...calledBy('one', ['one() {\n  two "$1"\n}\ntwo() { three; }\nthree() { :; }\nfour() { :; }\n'])]).toEqual(
      ['one', 'two', 'three'],
    );
  });
});

/** Every shell function that the first one comes to, through whatever others. */
function calledBy(first: string, texts: readonly string[]): Set<string> {
  const lines = texts.join('\n').split('\n');
  const bodies = new Map<string, string>();
  let open: string | null = null;
  for (const line of lines) {
    const begun = /^([a-z_]+)\(\) \{/.exec(line);
    if (begun !== null) open = begun[1] ?? null;
    if (open !== null)
      bodies.set(open, `${bodies.get(open) ?? ''}\n${line.replace(/^[a-z_]+\(\) \{/, '').replace(/(^|\s)#.*$/, '')}`);
    if (line === '}' || (begun !== null && line.endsWith('}'))) open = null;
  }
  const called = new Set<string>();
  const left = [first];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (called.has(name)) continue;
    called.add(name);
    for (const [word] of (bodies.get(name) ?? '').matchAll(/[a-z][a-z_]+/g)) if (bodies.has(word)) left.push(word);
  }
  return called;
}

function judgedBy(op: Op): Set<string> {
  // What stops and starts Docker stands in a script beside the pieces: the platform's.
  const texts = [
    ...Object.values(prelude),
    ...op.pieces.map((name) => pieces[name]),
    serviceFunctions(serviceOfInit('systemd')).source,
  ];
  return calledBy(`op_${op.id.replaceAll('-', '_')}_judge`, texts);
}

function isGuard(value: unknown): value is Guard<unknown> {
  return typeof value === 'object' && value !== null && 'check' in value && 'recheck' in value && 'about' in value;
}
