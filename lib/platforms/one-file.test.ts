import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry as ops } from '../actions/ops/registry.generated.ts';
import { registry as actions } from '../actions/registry.generated.ts';
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

/** A path, a program, a package or a unit that only one vendor has. */
const vendorThing =
  /\/usr\/syno|synoinfo|\/etc\.defaults|synopkg|synosystemctl|ContainerManager|\/volume[0-9[\\]|@syno|qpkg|container-station|bilge_station|getcfg|rc\.docker|rc\.d\/|unraid-version|midclt|\.ix-apps|\/etc\/openmediavault|dev-disk-by/;

const all = sources();

describe('a platform', () => {
  it.each(registry.map(({ id }) => id))('%s is named in its own file', (id) => {
    const found = all.filter(({ code }) => naming(id).test(code)).map(({ file }) => file);
    expect(found.toSorted()).toEqual([vocabulary, `lib/platforms/${id}.ts`]);
  });

  it('declares its marks itself: what recognises one knows none', () => {
    const found = all.filter(({ file, code }) => recognisers.test(file) && vendorMark.test(code));
    expect(found.map(({ file }) => file)).toEqual([]);
    expect(all.filter(({ code }) => vendorMark.test(code)).length).toBeGreaterThan(0);
  });

  it('says itself where its things lie and what they are called: the rest of lib knows no path and no package of a vendor', () => {
    const found = all.filter(
      ({ file, code }) => file.startsWith('lib/') && !file.startsWith('lib/platforms/') && vendorThing.test(code),
    );
    // Neither knows what the words are for: public ones may stay in a recording, and what people type before `$` in a paste is told by
    // the names of programs.
    expect(found.map(({ file }) => file).toSorted()).toEqual([
      'lib/demo/anonymous/public-words.ts',
      'lib/facts/parsers/pasted/pasted-line.ts',
    ]);
    expect(all.filter(({ code }) => vendorThing.test(code)).length).toBeGreaterThan(4);
  });

  it('is not known to the shell of ops and runs: what stops and starts Docker comes from its file', () => {
    const folders = ['lib/actions/ops/shell', 'lib/runs/prelude', 'lib/shell/prelude', 'lib/facts/collectors'];
    const scripts = folders.flatMap((folder) =>
      fs
        .readdirSync(folder)
        .filter((name) => name.endsWith('.sh'))
        .map((name) => ({ name, code: fs.readFileSync(path.join(folder, name), 'utf8').replace(/^\s*#.*$/gm, '') })),
    );
    expect(scripts.length).toBeGreaterThan(20);
    const ids = registry.map(({ id }) => id).join('|');
    const asWord = new RegExp(`(?<![\\w-])(?:${ids})(?![\\w-])`);
    expect(scripts.filter(({ code }) => vendorThing.test(code)).map(({ name }) => name)).toEqual([]);
    expect(scripts.filter(({ code }) => asWord.test(code)).map(({ name }) => name)).toEqual([]);
    expect(asWord.test('case $platform in qnap) ;; esac'), 'would be noticed').toBe(true);
  });

  it.each(["if (id === 'qnap') return 1;", 'const ways = {\n  qnap: 1,\n};', 'const ways = { debian: 2, qnap: 1 };'])(
    'would be noticed in %j',
    (code) => {
      expect(naming('qnap').test(code)).toBe(true);
    },
  );
});

describe('an op', () => {
  // An action and its only op may have one name: that is how the action is called everywhere.
  const actionIds: readonly string[] = actions.map(({ id }) => id);
  const own = ops.map(({ id }) => id).filter((id) => !actionIds.includes(id));
  // text('scrub') is the name of a part in what a collector prints.
  const namingOp = (id: string): RegExp => new RegExp(`(?<!\\btext\\()(['"\`])${id}\\1`);

  it.each(own)('%s is named by itself and by actions: nothing outside knows what it does', (id) => {
    const found = all.filter(({ code }) => namingOp(id).test(code));
    expect(found.map(({ file }) => file)).toContain(`lib/actions/ops/${id}.ts`);
    expect(found.filter(({ file }) => !file.startsWith('lib/actions/')).map(({ file }) => file)).toEqual([]);
  });
});
