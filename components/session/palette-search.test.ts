import { describe, expect, it } from 'vitest';
import { groupsFor, idOfEntry, matches, type PaletteEntry, type PaletteGroup, withRecent } from './palette-search.ts';

const entry = { group: 'Hosts', label: 'diskstation: ledger', detail: 'Synology DSM 7.2', target: '/' } as const;

describe('what the palette finds', () => {
  it.each([
    ['', true],
    ['disk', true],
    ['LEDGER disk', true],
    ['synology', true],
    ['disk volumes', false],
  ])('“%s”', (question, found) => expect(matches(entry, question)).toBe(found));
});

const page = (label: string): PaletteEntry => ({ group: 'Pages', label, target: `/${label}` });
const host = (label: string): PaletteEntry => ({ group: 'Hosts', label, target: `/hosts/${label}` });
const entries = [page('Overview'), page('Health'), host('nas'), page('Activity')];
const labels = (groups: PaletteGroup[]) =>
  groups.map(({ heading, entries: each }) => [heading, ...each.map(({ label }) => label)]);
const shown = (question: string, recent: string[] = []) =>
  labels(groupsFor(entries, question, recent)).filter(([heading]) => heading !== 'Search');

describe('the groups', () => {
  it('hold each entry once, in the order in which they are offered', () => {
    expect(shown('')).toEqual([
      ['Pages', 'Overview', 'Health', 'Activity'],
      ['Hosts', 'nas'],
    ]);
    expect(shown('hosts')).toEqual([['Hosts', 'nas']]);
    expect(shown('no such thing')).toEqual([]);
  });

  it('begin with what was chosen last, until something is asked for; what is gone is left out', () => {
    const recent = [host('nas'), host('sold'), page('Health')].map(idOfEntry);
    expect(shown(' ', recent)).toEqual([
      ['Recent', 'nas', 'Health'],
      ['Pages', 'Overview', 'Activity'],
    ]);
    expect(shown('nas', recent)).toEqual([['Hosts', 'nas']]);
  });

  it('show no more than a person reads', () => {
    const many = Array.from({ length: 200 }, (_, index) => host(`nas${index}`));
    const [recent, hosts] = groupsFor(many, '', [idOfEntry(host('nas199'))]);
    expect([recent?.entries.length, hosts?.entries.length]).toEqual([1, 39]);
  });
});

describe('a question', () => {
  const perHost = {
    places: [{ path: 'ledger', title: 'ledger', words: 'usage' }],
    actions: [
      { id: 'restore-quarantine', title: 'Restore from the quarantine', words: ['undo'] },
      { id: 'prune-images', title: 'Remove unused images', words: ['prune'] },
    ],
    hosts: [
      { id: 'h1', name: 'nas' },
      { id: 'h2', name: 'attic' },
    ],
  };
  const asked = (question: string) => groupsFor(entries, question, [], perHost);
  const targets = (question: string) => asked(question).flatMap((group) => group.entries.map(({ target }) => target));

  it('finds an action by what people also call it, on each host or on the one that is named', () => {
    expect(targets('undo').slice(0, 2)).toEqual([
      '/hosts/h1/actions#restore-quarantine',
      '/hosts/h2/actions#restore-quarantine',
    ]);
    expect(targets('prune attic')[0]).toBe('/hosts/h2/actions#prune-images');
  });
  it('puts what is called so before what is also called so', () => {
    const called = [{ ...page('Trash'), words: 'health' }, page('Health')];
    expect(labels(groupsFor(called, 'health', []))[0]).toEqual(['Pages', 'Health', 'Trash']);
  });
  it('never ends in nothing', () => expect(targets('a & b')).toEqual(['/health?find=a+%26+b', '/whois?name=a+%26+b']));
  it.each(['/var/lib/docker/overlay2/x', 'mfun3mrmowjmfbsmtu3x6eq9i', '9ac89315231a', `sha256:${'0'.repeat(64)}`])(
    'that was pasted is looked up first: %s',
    (pasted) => expect(asked(pasted)[0]?.entries[0]?.target).toMatch(/^\/whois\?name=/),
  );
});

it('what is chosen comes first, once, and five are kept', () => {
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'c')).toEqual(['c', 'a', 'b', 'd', 'e']);
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'f')).toEqual(['f', 'a', 'b', 'c', 'd']);
});
