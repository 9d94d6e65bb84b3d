import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pieces as prelude } from '../../runs/prelude/pieces.generated.ts';
import { pieces } from '../ops/shell/pieces.generated.ts';
import type { Guard } from './guard.ts';
import { actionVerdicts } from './testing/action-verdicts.ts';
import { hostVerdicts } from './testing/host-verdicts.ts';
import { objectVerdicts } from './testing/object-verdicts.ts';
import { storageVerdicts } from './testing/storage-verdicts.ts';
import { isCase } from './testing/verdict-case.ts';

/** A guard without a row for each of its verdicts is not tested. New guards are found here by themselves: those in files of this
 * folder, and those that an action keeps to itself. */
const table = [...hostVerdicts, ...storageVerdicts, ...objectVerdicts, ...actionVerdicts];
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

  it.each([...shared.values()])('$id: its second face is there', ({ recheck }) => {
    if (recheck === null) return;
    const shell = [...Object.values(prelude), ...Object.values(pieces)].join('\n');
    expect(shell).toMatch(new RegExp(`^${recheck}\\(\\) \\{`, 'm'));
  });
});

function isGuard(value: unknown): value is Guard<unknown> {
  return typeof value === 'object' && value !== null && 'check' in value && 'recheck' in value && 'about' in value;
}
