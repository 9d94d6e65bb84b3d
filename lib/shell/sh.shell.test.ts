import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeName } from '../domain/name-bytes.ts';
import { sh, shellBytes } from './sh.ts';

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([command = '']) =>
    spawnSync(command, ['true']).error === undefined || spawnSync('sh', ['-c', `command -v ${command}`]).status === 0,
);

function printed(shell: string[], script: Buffer): Buffer {
  const [command = 'sh', ...args] = shell;
  return spawnSync(command, [...args, '-s'], { input: script }).stdout;
}

describe('sh', () => {
  it('quotes every interpolation', () => {
    expect(sh`rm -- ${"it's $(date) `x` \\"}`.source).toBe(`rm -- 'it'\\''s $(date) \`x\` \\'`);
    expect(sh`cat ${['a b', 'c']}`.source).toBe(`cat 'a b' c`);
    expect(sh`a ${sh`b ${'c d'}`}`.source).toBe(`a b 'c d'`);
    expect(sh`x ${''}`.source).toBe(`x ''`);
    expect(sh`echo "\${name%/*}" '\n' ${'a b'}`.source).toBe('echo "$' + `{name%/*}" '\\n' 'a b'`);
  });

  it('refuses what cannot be one word', () => {
    expect(() => sh`x ${'a\0b'}`).toThrow(/NUL/);
    expect(() => sh`x ${'a\nb'}`).toThrow(/line break/);
    expect(() => sh`x ${1.5}`).toThrow(/whole numbers/);
    expect(sh`x ${sh.anyName('a\nb')}`.source).toBe(`x 'a\nb'`);
  });

  it.each(shells)('survives any name under %s', (...shell) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (raw) => {
        const bytes = Buffer.from(raw.map((byte) => (byte === 0 ? 1 : byte)));
        const script = shellBytes(sh`printf '%s' ${sh.anyName(decodeLoose(bytes))}`);
        expect(printed(shell, script).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

function decodeLoose(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
  expect(encodeName(text).equals(bytes)).toBe(true);
  return text;
}
