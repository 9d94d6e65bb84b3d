import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../lib/store/testing/temporary-store.ts';
import { jumpSecretsFrom } from './commands/jump-options.ts';

describe('the logins of jump hosts on the command line', () => {
  it('go by number, so that the second may have one and the first none', async () => {
    const file = path.join(temporaryDirectory(), 'a=key');
    fs.writeFileSync(file, 'KEY');
    expect(await jumpSecretsFrom({ jumpKey: [`2=${file}`] })).toEqual([{}, { privateKey: 'KEY' }]);
    expect(await jumpSecretsFrom({})).toEqual([]);
  });

  it.each([
    [{ jumpKey: ['key-file'] }, '--jump-key 1=FILE'],
    [{ jumpKey: ['0=file'] }, '1 for the first hop'],
    [{ jumpPasswordStdin: ['ssh://root@gate'] }, '--jump-password-stdin takes the number'],
    [{ jumpKey: ['1=/nowhere/key'] }, 'cannot be read'],
  ])('%j says what was meant', async (options, said) => {
    await expect(jumpSecretsFrom(options)).rejects.toThrow(said);
  });
});
