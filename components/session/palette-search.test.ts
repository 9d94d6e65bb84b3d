import { describe, expect, it } from 'vitest';
import { groupsFor, idOfEntry, matches, type PaletteEntry, withRecent } from './palette-search.ts';

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
const shown = (question: string, recent: string[] = []) =>
  groupsFor(entries, question, recent).map(({ heading, entries: each }) => [
    heading,
    ...each.map(({ label }) => label),
  ]);

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

it('what is chosen comes first, once, and five are kept', () => {
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'c')).toEqual(['c', 'a', 'b', 'd', 'e']);
  expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'f')).toEqual(['f', 'a', 'b', 'c', 'd']);
});
