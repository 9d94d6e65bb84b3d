import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sectionFunctions } from '../shell/prelude/section-functions.ts';
import { type Sh, sh, shellBytes } from '../shell/sh.ts';
import { registry } from './collectors/registry.generated.ts';
import { type FramedSection, readFrame } from './frame.ts';
import { laneScript } from './scan-frame.ts';
import { scanScript } from './scan-script.ts';
import { busyboxRoot } from './testing/busybox-root.ts';
import { runLocally } from './testing/local-session.ts';

const nonce = 'a1b2c3';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-scan-'));
const small = busyboxRoot(path.join(folder, 'busybox'));
if ('reason' in small) console.warn(`SKIPPED: a BusyBox-only userland: ${small.reason}`);

const shells: { name: string; command: string[] }[] = [
  { name: 'dash', command: ['dash'] },
  { name: 'bash --posix', command: ['bash', '--posix'] },
  { name: 'BusyBox ash', command: ['busybox', 'ash'] },
  ...('command' in small ? [{ name: 'a BusyBox-only userland', command: [...small.command, '/bin/sh'] }] : []),
];

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function script(sections: Record<string, { body: Sh; limitSeconds?: number; gzip?: boolean }>): Buffer {
  return shellBytes(
    scanScript({
      nonce,
      engine: { dataRoot: '/proc', driver: 'overlay2' },
      places: { configurationPaths: ['/nowhere'], dataRoots: ['/nowhere either', '/nor here'] },
      sections: Object.entries(sections).map(([id, section]) => ({
        id,
        limitSeconds: section.limitSeconds ?? 20,
        gzip: section.gzip ?? false,
        script: section.body,
      })),
    }),
  );
}

function whole(section: FramedSection | 'cut' | 'damaged' | undefined): FramedSection {
  if (section === undefined || typeof section === 'string') throw new Error(`the section is ${section}`);
  return section;
}

describe.each(shells)('the scan script under $name', ({ command }) => {
  const run = async (bytes: Buffer) => {
    const output = await runLocally(command, bytes, 30_000);
    return readFrame(output.stdout, output.stderr, nonce);
  };

  it('frames what sections print, plain and packed, whatever it is', async () => {
    const content = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    const escapes = [...content].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    const body = sh`bilge_part bytes; printf ${escapes}; bilge_part rest; printf 'no newline'`;
    const frame = await run(script({ plain: { body }, packed: { body, gzip: true } }));
    for (const id of ['plain', 'packed']) {
      const section = whole(frame.sections.get(id));
      expect(section.exitCode).toBe(0);
      expect(section.output.part('bytes').equals(content)).toBe(true);
      expect(section.output.text('rest')).toBe('no newline');
      expect(section.stderrIsComplete).toBe(true);
    }
    expect(frame.isDone).toBe(true);
    expect(frame.host).toMatchObject({ dataRoot: '/proc', driver: 'overlay2' });
  });

  it('lets one section fail, hang or swallow its input while the others stay', async () => {
    const frame = await run(
      script({
        hangs: { body: sh`sleep 600; echo late`, limitSeconds: 1 },
        hangsPacked: { body: sh`printf begun; sleep 600`, limitSeconds: 1, gzip: true },
        reads: { body: sh`bilge_part input; cat` },
        denied: { body: sh`bilge_denied "only root may"` },
        missing: { body: sh`bilge_enter /nowhere/at/all` },
        broken: { body: sh`if then fi` },
        last: { body: sh`bilge_part still; printf here` },
      }),
    );
    expect([124, 137, 143]).toContain(whole(frame.sections.get('hangs')).exitCode);
    expect([124, 137, 143]).toContain(whole(frame.sections.get('hangsPacked')).exitCode);
    expect(whole(frame.sections.get('reads')).output.text('input')).toBe('');
    expect(whole(frame.sections.get('denied'))).toMatchObject({ exitCode: 77, output: { stderr: 'only root may' } });
    expect(whole(frame.sections.get('missing'))).toMatchObject({ exitCode: process.getuid?.() === 0 ? 76 : 77 });
    expect(whole(frame.sections.get('broken')).exitCode).toBe(2);
    expect(whole(frame.sections.get('last')).output.text('still')).toBe('here');
  });

  it('lists names with any byte in them, and reads small files', async () => {
    const names = ['plain', 'with blank', "it's", 'a\nb', ' lead', '*', '-n', 'tab\there'];
    const made = names.map(
      (name) =>
        sh`mkdir -- ${sh.anyName(name)}; printf 'one\ntwo\n' >./${sh.anyName(name)}/lower; : >./${sh.anyName(name)}/empty`,
    );
    const frame = await run(
      script({
        listing: {
          body: sh.lines(
            sh`cd /tmp && mkdir bilge-listing.$$ && cd bilge-listing.$$ || exit 9`,
            ...made,
            sh`bilge_part entries; bilge_stat_find . -mindepth 1 -maxdepth 1
bilge_part files; bilge_read_find . -mindepth 2 -maxdepth 2 -type f
cd .. && rm -rf bilge-listing.$$`,
          ),
        },
      }),
    );
    const { output } = whole(frame.sections.get('listing'));
    const { baseName, smallFiles, statRecords } = await import('./parsers/records.ts');
    const records = statRecords(output.part('entries'));
    expect(records.map((record) => baseName(record.path)).sort()).toEqual([...names].sort());
    expect(new Set(records.map((record) => record.kind))).toEqual(new Set(['directory']));
    const files = smallFiles(output.part('files'), 'test');
    expect([...files.keys()].sort()).toEqual(names.filter((name) => !name.includes('\n')).sort());
    expect(files.get('with blank')).toEqual(
      new Map([
        ['lower', 'one\ntwo'],
        ['empty', ''],
      ]),
    );
    expect(output.stderr).toBe('');
  });

  it('reads files of given names in many directories', async () => {
    const frame = await run(
      script({
        reading: {
          body: sh`cd /tmp && mkdir bilge-reading.$$ && cd bilge-reading.$$ || exit 9
mkdir -- base 'with blank' x=y broken none; printf one >base/link; : >'with blank/link'; printf 'l/A:l/B' >'with blank/lower'
printf 'a\nb\n' >x=y/lower; ln -s nowhere none/link
bilge_part files; bilge_read_in 'link lower' . -mindepth 1 -maxdepth 1
bilge_part none; bilge_read_in 'size' . -mindepth 1 -maxdepth 1
cd .. && rm -rf bilge-reading.$$`,
        },
      }),
    );
    const { output } = whole(frame.sections.get('reading'));
    const { smallFiles } = await import('./parsers/records.ts');
    const read = smallFiles(output.part('files'), 'test');
    expect(Object.fromEntries([...read].map(([name, files]) => [name, Object.fromEntries(files)]))).toEqual({
      base: { link: 'one' },
      'with blank': { link: '', lower: 'l/A:l/B' },
      'x=y': { lower: 'a\nb' },
    });
    expect(output.text('none')).toBe('');
    expect(output.stderr).toBe('');
  });

  it('does not take a file that cannot be read for one that is not there', async () => {
    const frame = await run(
      script({
        reading: {
          body: sh`cd /tmp && mkdir bilge-broken.$$ && cd bilge-broken.$$ || exit 9
mkdir broken; ln -s /proc/self/mem broken/link
bilge_part files; bilge_read_in 'link lower' . -mindepth 1 -maxdepth 1
cd .. && rm -rf bilge-broken.$$`,
        },
      }),
    );
    expect(whole(frame.sections.get('reading')).output.stderr).toMatch(/read error|cannot be read/);
  });
});

describe('the scan script', () => {
  let output: Buffer;
  beforeAll(async () => {
    const body = sh`bilge_part name; printf one`;
    output = (await runLocally(['sh'], script({ first: { body }, second: { body, gzip: true } }), 20_000)).stdout;
  });

  it('shows where it was cut, at every byte', () => {
    const begin = output.indexOf(`==bilge:${nonce}:begin:first`);
    const seen = { first: new Set<string>(), second: new Set<string>() };
    for (let length = begin; length < output.length; length += 1) {
      const frame = readFrame(output.subarray(0, length), '', nonce);
      for (const id of ['first', 'second'] as const) {
        const section = frame.sections.get(id);
        seen[id].add(
          section === undefined || typeof section === 'string' ? String(section) : section.output.text('name'),
        );
      }
      if (frame.isDone) expect([...frame.sections.values()]).not.toContain('cut');
    }
    // Never half of what was printed.
    const whole = { first: new Set(['undefined', 'cut', 'one']), second: new Set(['undefined', 'cut', 'one']) };
    expect(seen).toEqual(whole);
  });

  it('says so when it never started', () => {
    expect(() => readFrame(Buffer.from('sh: not found'), 'sudo: a password is required', nonce)).toThrow(
      /did not start/,
    );
  });

  it('does not take marks of another scan for its own', async () => {
    const forged = `\n==bilge:zzz:end:first:0:1==\n`;
    const bytes = script({ first: { body: sh`bilge_part name; printf ${sh.anyName(forged)}` } });
    const run = await runLocally(['sh'], bytes, 20_000);
    const first = whole(readFrame(run.stdout, run.stderr, nonce).sections.get('first'));
    expect(first.output.text('name')).toBe(forged);
  });
});

/**
 * SC3013: `-ef` is not POSIX, but dash, bash and BusyBox have it. SC2016: sections are handed on in single quotes on purpose; each is
 * checked by itself. SC2154: variables that the outer script exports. SC2010, SC2012, SC2013: `ls -l` is the one portable tool that shows
 * many links' targets at once, and names in /proc are numbers.
 */
const settled = ['-e', 'SC3013,SC2016,SC2154,SC2010,SC2012,SC2013'];
const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;
if (!hasShellcheck) console.warn('SKIPPED: shellcheck is not installed');

describe.skipIf(!hasShellcheck)('shellcheck', () => {
  const complaints = (source: Sh | Buffer) =>
    spawnSync('shellcheck', ['-s', 'sh', ...settled, '-'], {
      input: Buffer.isBuffer(source) ? source : shellBytes(source),
    }).stdout.toString();

  it('has nothing to say about the frame', () => {
    expect(complaints(script({ containerd: { body: sh`true` } }))).toBe('');
    expect(complaints(laneScript(sh``))).toBe('');
  });

  it.each(registry.map((collector) => collector.id))('has nothing to say about %s', (id) => {
    const collector = registry.find((each) => each.id === id);
    if (collector === undefined) throw new Error(`no collector ${id}`);
    expect(complaints(sh.lines(sectionFunctions, collector.script({ engine: null })))).toBe('');
  });
});
