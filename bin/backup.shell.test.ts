import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../lib/store/open-store.ts';
import { exampleHost, temporaryDirectory } from '../lib/store/testing/temporary-store.ts';

const passphrase = 'correct horse battery';

function bilge(dataDirectory: string, args: string[], input = '') {
  const environment = { ...process.env, BILGE_DATA: dataDirectory };
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/bilge.ts', ...args], {
    encoding: 'utf8',
    input,
    env: environment,
  });
}

function filled(): string {
  const dataDirectory = temporaryDirectory();
  const store = openStore({ dataDirectory });
  store.hosts.add(exampleHost(), { password: 'of the host' });
  store.close();
  return dataDirectory;
}

function secretsIn(dataDirectory: string) {
  const store = openStore({ dataDirectory });
  try {
    return store.hosts.secrets('host_a');
  } finally {
    store.close();
  }
}

describe('on the command line', () => {
  it('a backup with its key is restored into another data directory, and the passphrase shows nowhere', () => {
    const from = filled();
    const file = path.join(temporaryDirectory(), 'bilge.backup');
    const made = bilge(from, ['backup', file, '--with-key'], `${passphrase}\n`);
    expect(made).toMatchObject({ status: 0 });
    expect(made.stdout).toContain(`Wrote ${file}`);
    const passphraseFile = path.join(temporaryDirectory(), 'passphrase');
    fs.writeFileSync(passphraseFile, `${passphrase}\n`);
    const to = path.join(temporaryDirectory(), 'elsewhere');
    const restored = bilge(to, ['restore', file, '--passphrase-file', passphraseFile]);
    expect(restored).toMatchObject({ status: 0 });
    expect(secretsIn(to)).toEqual({ password: 'of the host' });
    const store = openStore({ dataDirectory: to });
    expect(store.audit.list().map(({ action, result }) => `${action} ${result}`)).toEqual([
      'backup.restored ok',
      'backup.made started',
    ]);
    store.close();
    const database = fs.readFileSync(path.join(from, 'bilge.db'), 'latin1');
    expect([made.stdout, made.stderr, restored.stdout, restored.stderr, database].join('\n')).not.toContain(passphrase);
  });

  it('a wrong passphrase is refused before anything is touched', () => {
    const dataDirectory = filled();
    const file = path.join(temporaryDirectory(), 'bilge.backup');
    bilge(dataDirectory, ['backup', file], `${passphrase}\n`);
    const before = fs.readFileSync(path.join(dataDirectory, 'bilge.db'));
    const restored = bilge(dataDirectory, ['restore', file], 'another passphrase\n');
    expect(restored.status).toBe(1);
    expect(restored.stderr).toContain('the passphrase is wrong, or the file is damaged');
    expect(fs.readFileSync(path.join(dataDirectory, 'bilge.db')).equals(before)).toBe(true);
  });

  it('a new key seals everything anew', () => {
    const dataDirectory = filled();
    const old = fs.readFileSync(path.join(dataDirectory, 'secret.key'), 'utf8');
    const rotated = bilge(dataDirectory, ['key', 'rotate', '--json']);
    expect(JSON.parse(rotated.stdout)).toMatchObject({ resealed: 1 });
    expect(fs.readFileSync(path.join(dataDirectory, 'secret.key'), 'utf8')).not.toBe(old);
    expect(secretsIn(dataDirectory)).toEqual({ password: 'of the host' });
  });
});
