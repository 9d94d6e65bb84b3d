import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** The key that the secrets in the golden databases are sealed with. It protects nothing. */
export const goldenSecret = 'the key of the golden databases';

const directory = path.join(import.meta.dirname, '../../fixtures/golden');

export function goldenNames(): string[] {
  return fs
    .readdirSync(directory)
    .filter((name) => name.endsWith('.db.br'))
    .map((name) => name.slice(0, -'.db.br'.length));
}

export function unpackGolden(name: string, target: string): void {
  fs.writeFileSync(target, brotliDecompressSync(fs.readFileSync(path.join(directory, `${name}.db.br`))), {
    mode: 0o600,
  });
}

/** The facts in it are compressed one by one; a wide window sees that they repeat each other. */
export function packGolden(file: string, target: string): void {
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  fs.writeFileSync(target, brotliCompressSync(fs.readFileSync(file), { params }));
}
