import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { pieceText } from '../actions/ops/op.ts';
import { registry } from '../actions/ops/registry.generated.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';

it('the generated shell is that of the *.sh files', () => {
  const result = spawnSync(process.execPath, ['scripts/shell-pieces.mjs', '--check'], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
});

it.each(registry.map((op) => [op.id, op] as const))(
  'the shell of %s passes shellcheck with the prelude around it',
  { timeout: 120_000 },
  (_, op) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-pieces-'));
    const file = path.join(folder, 'script.sh');
    const head = '#!/bin/sh\n# shellcheck disable=SC2016,SC2034,SC2086,SC2154,SC2209,SC2317,SC2329\n';
    fs.writeFileSync(
      file,
      `${head}${Object.values(prelude).join('\n')}\n${op.pieces.map((name) => pieceText(name).source).join('\n')}\n`,
    );
    const result = spawnSync('shellcheck', ['-s', 'sh', file], { encoding: 'utf8' });
    fs.rmSync(folder, { recursive: true });
    if (result.error)
      throw new Error('shellcheck is not installed, and a pass without it would be a lie', { cause: result.error });
    expect(result.stdout).toBe('');
  },
);
