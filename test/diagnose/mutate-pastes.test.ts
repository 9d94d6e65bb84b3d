import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutants, mutations, type Pick, pasteOf } from './mutate-pastes.ts';

const log = `# source: somewhere
# expect: something
[ 1810.858384] BTRFS: error (device sda1) in __btrfs_free_extent:3216: errno=-28 No space left
[ 1810.858493] BTRFS info (device sda1): forced readonly
[ 1811.000000] I/O error, dev sdb, sector 17`;
const tables = `cat /proc/mdstat
md127 : inactive sde[0](S) sdc1[1](S)
  LV   VG  Attr       LSize    Pool Origin Data%  Meta%
  data pve twi-aotz-- <794.79g             87.11  4.20`;

const apply = (id: string, text: string, pick: Pick = ([first]) => first) =>
  mutations.find((mutation) => mutation.id === id)?.apply(text, pick);

test('devices get other names, each one its own, and partitions stay partitions', () => {
  const second: Pick = (from) => from[6 % from.length] ?? from[0];
  expect(apply('other device names', pasteOf(log), second)).toBe(
    pasteOf(log).replaceAll('sda1', 'nvme0n1p1').replaceAll('sdb,', 'nvme1n1,'),
  );
  expect(apply('other device names', tables)).toBe(
    tables.replace('md127', 'md140').replace('sde[', 'sda[').replace('sdc1[', 'sdf1['),
  );
});

test('time stamps are replaced, not added', () => {
  const second: Pick = (from) => from[2 % from.length] ?? from[0];
  expect(apply('other time stamps', pasteOf(log), second)?.split('\n').at(-1)).toBe(
    '[Mon Nov 30 15:53:02 2026] I/O error, dev sdb, sector 17',
  );
});

test('a mutant says what was done to it, never keeps the corpus’s own remarks, and the same seed makes the same one', () => {
  const options = { cutAfter: /forced readonly/, without: ['quoted'] };
  const sample = () => fc.sample(mutants(log, options), { numRuns: 200, seed: 7 });
  const all = sample();
  expect(all).toEqual(sample());
  const applied = new Set(all.flatMap((mutant) => mutant.applied));
  expect(applied).toContain('cut off');
  expect(applied).not.toContain('quoted');
  // Nothing of this paste comes from the volume manager.
  expect(applied).not.toContain('decimal commas');
  expect(all.filter(({ text }) => text.includes('expect:'))).toEqual([]);
  expect(all.filter(({ applied: done, text }) => done.includes('cut off') && text.includes('sector'))).toEqual([]);
});
