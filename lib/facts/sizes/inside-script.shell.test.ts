import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shellBytes } from '../../shell/sh.ts';
import { insideScript, parseInside } from './inside-script.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-inside-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each([[['dash']], [['bash', '--posix']], [['busybox', 'ash']]])(
  'looking inside under %s',
  ([command = 'sh', ...args]) => {
    const look = (target: string) => {
      const script = shellBytes(insideScript(target, { dataRoot: folder, isCopyOnWrite: false }));
      return parseInside(spawnSync(command, [...args, '-s'], { input: script }).stdout);
    };

    it('names the first level whatever the names are, and the newest file below', () => {
      const diff = path.join(folder, "a layer's", 'diff');
      fs.mkdirSync(path.join(diff, 'photos', '2019'), { recursive: true });
      fs.writeFileSync(path.join(diff, 'two\nlines'), '');
      fs.utimesSync(path.join(diff, 'two\nlines'), 1000, 1000);
      fs.writeFileSync(path.join(diff, 'photos', '2019', 'sea.jpg'), 'x');
      fs.utimesSync(path.join(diff, 'photos', '2019', 'sea.jpg'), 2_000_000, 2_000_000);
      expect(look(path.join(folder, "a layer's"))).toEqual({
        names: ['photos', 'two\nlines'],
        hasMore: false,
        newest: { path: 'photos/2019/sea.jpg', modifiedSeconds: 2_000_000 },
      });
    });

    it('says that nothing is inside, and that it could not look', () => {
      fs.mkdirSync(path.join(folder, 'empty'));
      expect(look(path.join(folder, 'empty'))).toEqual({ names: [], hasMore: false, newest: null });
      expect(look(path.join(folder, 'gone'))).toBeNull();
    });
  },
);
