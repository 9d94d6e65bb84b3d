import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from './registry.generated.ts';

/** The closed list of ids that stored facts may have. Beside its own file a platform is named there, and nowhere else. */
const vocabulary = 'lib/domain/platform-facts.ts';
const skipped = /\.test\.tsx?$|\/testing\/|\.generated\.ts$/;

function sources(): { file: string; code: string }[] {
  return ['lib', 'app', 'bin', 'components'].flatMap((top) =>
    fs
      .readdirSync(top, { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(top, name))
      .filter((file) => /\.tsx?$/.test(file) && !skipped.test(file))
      .map((file) => ({
        file,
        code: fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1'),
      })),
  );
}

/** As a value ('qnap'), or as the key of a table ({ qnap: … }). */
const naming = (id: string): RegExp => new RegExp(`(['"\`])${id}\\1|(?:^|[{,(])\\s*${id}:(?=\\s)`, 'm');

/** Where a recogniser would be tempted to know a vendor's path or kernel. */
const recognisers = /^lib\/(?:health|facts\/parsers|usecases\/diagnosis)\//;
const vendorMark = /\/volume\\d|@syno|\.ix-apps|dev-disk-by|container-station|-unraid|-qnap|\/truenas|\/synology/i;

describe('a platform', () => {
  const all = sources();

  it.each(registry.map(({ id }) => id))('%s is named in its own file', (id) => {
    const found = all.filter(({ code }) => naming(id).test(code)).map(({ file }) => file);
    expect(found.toSorted()).toEqual([vocabulary, `lib/platforms/${id}.ts`]);
  });

  it('declares its marks itself: what recognises one knows none', () => {
    const found = all.filter(({ file, code }) => recognisers.test(file) && vendorMark.test(code));
    expect(found.map(({ file }) => file)).toEqual([]);
    expect(all.filter(({ code }) => vendorMark.test(code)).length).toBeGreaterThan(0);
  });

  it.each(["if (id === 'qnap') return 1;", 'const ways = {\n  qnap: 1,\n};', 'const ways = { debian: 2, qnap: 1 };'])(
    'would be noticed in %j',
    (code) => {
      expect(naming('qnap').test(code)).toBe(true);
    },
  );
});
