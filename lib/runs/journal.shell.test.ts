import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName } from '../domain/names.ts';
import { pieces } from './prelude/pieces.generated.ts';

/** `json` of the prelude, fed with arbitrary bytes: what comes back is the same name, by the same rule that facts decode names with. */
const program = `LC_ALL=C; export LC_ALL\n${pieces.journal}\nfor text in "$@"; do json "$text"; printf '%s\\n' "$json"; done\n`;

const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((array) => Buffer.from(array.map((byte) => (byte === 0 ? 1 : byte))));
const texts = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .map((text) => Buffer.from(text.replaceAll('\0', 'x'), 'utf8'));

describe.each([['dash'], ['bash --posix'], ['busybox ash']])('json of the prelude under %s', (shell) => {
  it('writes any bytes as one JSON string that reads back as the same name', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, texts), { minLength: 1, maxLength: 12 }), (names) => {
        // The shell's own $(…) is not between: a trailing newline survives. Arguments travel through an octal printf, byte by byte.
        const words = names.map(
          (name) => `"$(printf '${[...name].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}x')"`,
        );
        const script = `set -- ${words.join(' ')}\n${program.replace('json "$text"', 'json "${text%x}"')}`;
        const [command = 'sh', ...args] = shell.split(' ');
        const result = spawnSync(command, args, { input: script });
        const lines = result.stdout.toString('latin1').trimEnd().split('\n');
        expect(lines.map((line) => JSON.parse(line))).toEqual(names.map((name) => decodeName(name)));
      }),
      { numRuns: 15 },
    );
  });
});
