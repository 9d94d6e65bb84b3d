import { describe, expect, it } from 'vitest';
import { activityColumns, activityLine, csvCell } from './activity-csv.ts';

describe('a cell of the exported activity', () => {
  it.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['a, b', '"a, b"'],
    ['said "no"', '"said ""no"""'],
    ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
    ['-1+1', `"'-1+1"`],
    ['@cmd', `"'@cmd"`],
    ['+1', `"'+1"`],
    ['\t=1', '"\\t=1"'],
    ['\r=1', '"\\u000d=1"'],
    ['\u200b=1', '"\\u200b=1"'],
    [' =1', `" '=1"`],
    ['＝1+1', `"'＝1+1"`],
    ['＠x', `"'＠x"`],
    ["x;=1+1+cmd|'/C calc'!A0", `"x;'=1+1+cmd|'/C calc'!A0"`],
    ['two\nlines', '"two\\nlines"'],
    [' kept ', '" kept "'],
  ])('%j becomes %j', (text, cell) => expect(csvCell(text)).toBe(cell));
});

it('a line has a cell for every column', () => {
  const line = activityLine(
    {
      id: 7,
      at: '2026-11-21T03:00:00.000Z',
      actorKind: 'user',
      actor: 'anna',
      action: 'run.started',
      subject: 'prune-images',
      hostId: null,
      result: 'ok',
      detail: {},
    },
    'nas',
  );
  expect(line).toBe('"7","2026-11-21T03:00:00.000Z","user","anna","run.started","prune-images","nas","ok","{}"');
  expect(line.split(',')).toHaveLength(activityColumns.length);
});
