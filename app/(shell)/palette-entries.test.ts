import { describe, expect, it } from 'vitest';
import { groupsFor } from '../../components/session/palette-search.ts';
import { hostCards } from '../../components/testing/fixtures.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { paletteEntries, palettePerHost } from './palette-entries.ts';

const actor = (role: Actor['role']): Actor => ({ kind: 'cli', name: 'anna', role });
const run = { id: 'run_abcdefgh', title: 'Quarantine 4 leaked layers', state: 'succeeded' as const, hostId: 'gone' };

function found(question: string, role: Actor['role'] = 'admin'): unknown[] {
  const groups = groupsFor(
    paletteEntries(hostCards, actor(role), [run]),
    question,
    [],
    palettePerHost(hostCards, actor(role)),
  );
  return groups
    .filter(({ heading }) => heading !== 'Search')
    .flatMap(({ entries }) => entries.map(({ target }) => target));
}

/** Words that people typed and that led nowhere, each with a place that it must lead to. */
describe('the palette knows', () => {
  const [first] = hostCards;
  const base = `/hosts/${first?.id}`;
  it.each<[string, unknown]>([
    ['undo', `${base}/actions#restore-quarantine`],
    ['undo', '/runs/run_abcdefgh'],
    ['restore', `${base}/quarantine`],
    ['quarantine', `${base}/actions#remove-leaked-layers`],
    ['set aside', `${base}/quarantine`],
    ['put back', `${base}/actions#restore-quarantine`],
    ['dark', { kind: 'theme', theme: 'dark' }],
    ['dark', '/settings/appearance'],
    ['users', '/settings/users'],
    ['full', `${base}/history`],
    ['prune', `${base}/actions#prune-images`],
    ['leak', `${base}/actions#remove-leaked-layers`],
    ['cleanup', '/cleanup'],
    ['whois', '/whois'],
    ['sessions', '/settings/sessions'],
    ['token', '/settings/tokens'],
    ['backup', '/settings/backup'],
  ])('%s', (question, target) => expect(found(question)).toContainEqual(target));

  it('nothing for a viewer that a viewer may not do', () => {
    expect(found('users', 'viewer')).toEqual([]);
    expect(found('prune', 'viewer')).not.toContainEqual(`${base}/actions#prune-images`);
  });
});
