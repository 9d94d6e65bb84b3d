import { expect, it } from 'vitest';
import type { QuarantineEntry } from '../domain/layer-facts.ts';
import type { Protection } from '../domain/protection.ts';
import { changed } from '../facts/views/testing/changed.ts';
import { DockerHost } from '../facts/views/testing/docker-host.ts';
import { chosenOf, factsOf, planOn, refusedBy, sparedBy } from './testing/plan-on.ts';

/** A shield that was set after a layer was set aside must hold the purge, also the automatic one, which goes the same way. */
const name = 'a'.repeat(64);
const entry = (of: string): QuarantineEntry => ({
  entry: `${of}.set-aside`,
  driver: 'overlay2',
  path: `/var/lib/docker/overlay2/.bilge-quarantine/${of}.set-aside`,
  originalName: of,
  device: '1',
  inode: 7,
  note: { run: 'run_1', at: '2026-11-21T03:00:00Z' },
});
const facts = changed(factsOf(new DockerHost()), 'quarantine', () => [
  entry(name),
  entry(`${name}-init`),
  entry('b'.repeat(64)),
]);
const purged = (protections: Protection[], entries = 'all') =>
  planOn(facts, 'purge-quarantine', { entries }, { protections });

it.each([
  ['the entry', { kind: 'quarantine-entry', id: `${name}.set-aside` }],
  ['the entry by the name it had', { kind: 'quarantine-entry', id: name }],
  ['the layer', { kind: 'layer', id: name }],
  ['its init layer', { kind: 'layer', id: `${name}-init` }],
])('a shield of %s holds the purge of both, and of nothing else', (_, shield) => {
  const draft = purged([shield]);
  expect(chosenOf(draft)).toEqual(['b'.repeat(64)]);
  expect(sparedBy(draft)).toEqual({ [entry(name).path]: 'protected', [entry(`${name}-init`).path]: 'protected' });
});

it('asked for by its name, it is refused with the way to lift the shield', () => {
  const draft = purged([{ kind: 'layer', id: name }], name);
  expect(refusedBy(draft)).toEqual(['nothing-to-do']);
  expect(draft.skipped[0]?.excuse).toContain(`bilge unprotect HOST ${name}`);
});

it('a shield of another kind or name holds nothing, and none holds putting back', () => {
  expect(chosenOf(purged([{ kind: 'volume', id: name }])).length).toBe(3);
  expect(chosenOf(purged([])).length).toBe(3);
  const back = planOn(facts, 'restore-quarantine', { entries: 'all' }, { protections: [{ kind: 'layer', id: name }] });
  expect(chosenOf(back).length).toBe(3);
});
