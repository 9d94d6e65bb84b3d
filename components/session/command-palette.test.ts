import { describe, expect, it } from 'vitest';
import { matches } from './command-palette.tsx';

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
