import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const script = path.join(import.meta.dirname, 'boundaries.mjs');

/** Runs the check over a project of these files. */
function check(files: Record<string, string>): { status: number | null; stderr: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-boundaries-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    return spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('the boundary check', () => {
  it('accepts imports that go one way', () => {
    expect(
      check({ 'lib/domain/a.ts': "import './b.ts';\n", 'lib/domain/b.ts': 'export const b = 1;\n' }),
    ).toMatchObject({ status: 0, stderr: '' });
  });

  it('names every file of an import circle, types included', () => {
    const { status, stderr } = check({
      'lib/domain/a.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
      'lib/domain/b.ts': "import { c } from './c.ts';\nexport type B = typeof c;\n",
      'lib/domain/c.ts': "import type { A } from './a.ts';\nexport const c: A | null = null;\n",
    });
    expect(stderr).toContain('lib/domain/a.ts → lib/domain/b.ts → lib/domain/c.ts → lib/domain/a.ts');
    expect(status).toBe(1);
  });

  it('refuses a face that asks the store or the connections itself', () => {
    const { status, stderr } = check({
      'app/page.tsx': 'export const hosts = (app) => app.store.hosts.all();\n',
      'bin/run.ts': 'export const close = (app) => app.pool.closeAll();\n',
    });
    expect(stderr).toContain('app/page.tsx: reaches past the use cases');
    expect(stderr).toContain('bin/run.ts: reaches past the use cases');
    expect(status).toBe(1);
  });

  it('refuses a helper below lib that imports a folder above it', () => {
    const { status, stderr } = check({
      'lib/runs/testing/host.ts': "import { lab } from '../../../lab/lab.ts';\nexport const host = lab;\n",
      'lab/lab.ts': 'export const lab = 1;\n',
    });
    expect(stderr).toContain('lib/runs/testing/host.ts: imports upward (lab/lab.ts)');
    expect(status).toBe(1);
  });

  it('refuses what one file alone may import, and names that file', () => {
    const text = "import NextLink from 'next/link';\nexport const Link = NextLink;\n";
    const { stderr } = check({ 'components/ui/link.tsx': text, 'app/page.tsx': text });
    expect(stderr).toContain('app/page.tsx: app may not import next/link: use components/ui/link.tsx');
    expect(stderr).not.toContain('components/ui/link.tsx:');
  });
});
