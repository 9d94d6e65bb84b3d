import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../domain/errors.ts';
import logLines from '../../collectors/log-lines.ts';
import type { Parts } from '../records.ts';
import { parseLogLines } from './log-lines.ts';

const partsWith = (log: string | null): Parts => ({
  part: (name) => {
    if (log === null || name !== 'log') throw new ParseFailure({ tool: 'test', sample: name, message: 'no such part' });
    return Buffer.from(log);
  },
  optional: () => null,
  withPrefix: () => [],
});

describe('the daemon’s log', () => {
  it('is lines; none is known to be none', () => {
    expect(parseLogLines(partsWith('one\n\ntwo\n'))).toEqual([{ text: 'one' }, { text: 'two' }]);
    expect(parseLogLines(partsWith('\n'))).toEqual([]);
  });

  it('is unknown where the part is missing', () => {
    expect(() => parseLogLines(partsWith(null))).toThrow(ParseFailure);
  });

  it('is not asked for while the daemon answers', () => {
    expect(logLines.appliesTo({ engine: null })).toBe(true);
  });
});
