import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableText } from '../../lib/domain/names.ts';
import { compilePlan } from '../../lib/runs/compile.ts';
import { checkStep } from '../../lib/runs/testing/layer-tree.ts';
import { sampleDraft, unknownIdentity } from '../../lib/runs/testing/sample-draft.ts';
import { hostile, rawButLines } from './testing/hostile-text.ts';

/** raw-text.test.ts, where the text leaves by a process of its own. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

describe('the command line as a process', () => {
  const cli = (args: string[], input = ''): { text: string; code: number | null } => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['bin/bilge.ts', ...args], {
      cwd: root,
      input,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', BILGE_DATA: path.join(os.tmpdir(), 'bilge-none') },
    });
    return { text: `${stdout}${stderr}`, code: status };
  };
  const poison = '\u001b]0;owned\u0007\u009b31m\u202egpj';
  const info = `Storage Driver: devicemapper ${poison}\nServer Version: 17.05.0-ce${poison}\nPool Name: docker-pool${poison}\nData file: /dev/loop0${poison}\nMetadata file: /dev/loop1\nnothing ${poison} known\n`;

  it.each([
    ['diagnose', ['diagnose', '-'], info, 0, 'loop'],
    ['diagnose --json', ['diagnose', '--json', '-'], info, 0, 'devicemapper-loop-lvm'],
    ['a failure', ['diagnose', `/nowhere/${poison}`], '', 1, '/nowhere/\\u001b]0;owned\\u0007\\u009b31m\\u202egpj'],
    ['a usage error', ['diagnose', `--${poison}`], '', 2, '\\u202egpj'],
  ])('%s', (_, args, input, code, said) => {
    const answer = cli(args, input);
    expect(answer.text).toContain(said);
    expect(answer.code).toBe(code);
    expect(rawButLines(answer.text)).toBe(false);
  });
});
describe('a compiled script', () => {
  it('reads as it runs: no line of it hides, turns or forges anything', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const word = text.replace(/[\0\r\n]/g, '');
        const draft = sampleDraft([{ ...checkStep(1, 'before'), title: text }], {
          title: text,
          summary: text,
          warnings: [text],
        });
        const site = { ...draft.site, hostName: text, dataRoot: `/volume1/${word}` };
        const { script } = compilePlan({
          draft: { ...draft, site },
          runId: 'run_0123456789',
          identity: unknownIdentity,
          createdAt: '2026-11-21T03:00:00Z',
        });
        expect(printableText(script)).toBe(script);
        const dataRoot = /^data_root=(.*)$/m.exec(script)?.[1] ?? '';
        const said = spawnSync('sh', ['-c', `LC_ALL=C; data_root=${dataRoot}; printf %s "$data_root"`]).stdout;
        expect(said.equals(Buffer.from(`/volume1/${word}`, 'utf8')) || /\p{Cs}/u.test(word)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
describe('a writer of one’s own is refused by the linter', () => {
  it.each([
    ['bin/commands/own.ts', 'process.stdout.write(name);', 'bin/presenters/output.ts'],
    ['bin/own.ts', 'console.log(name);', 'bin/presenters/output.ts'],
    ['lib/usecases/own.ts', 'console.error(name);', 'lib/usecases/core/log.ts'],
    ['lib/runs/own.ts', 'process.stderr.write(name);', 'lib/usecases/core/log.ts'],
    ['app/own.ts', "const headers = { 'Content-Disposition': name };", 'app/api/core/download.ts'],
  ])('%s: %s', (file, code, writer) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-lint-'));
    try {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), `${code}\n`);
      const lint = spawnSync(process.execPath, [path.join(root, 'scripts/boundaries.mjs')], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(lint.stderr).toContain(`${file}: writes past ${writer}`);
      expect(lint.status).toBe(1);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
