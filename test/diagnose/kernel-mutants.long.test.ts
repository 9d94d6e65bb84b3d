import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosePasted } from '../../lib/usecases/diagnosis/diagnose.ts';
import { corpusCases, corpusNow } from './corpus.ts';
import { mutants, pasteOf } from './mutate-pastes.ts';

/** Real pastes of kernels, pools and arrays, and the last line of each that its findings need. */
const pastes: Record<string, RegExp | null> = {
  '96-ecs-nested-ro-bind': null,
  '100-zimaos-btrfs-enospc-ro': /Transaction aborted/,
  '101-supermicro-btrfs-snapshots-enospc-ro': /forced readonly/,
  '102-btrfs-transid-forced-ro': /forced readonly/,
  '110-mdraid-inactive-array': /inactive/,
  '111-lvm-thin-metadata-100': /volumes-pool +cinder-volumes/,
  '112-zpool-mmp-suspended-degraded': null,
  '113-zpool-unavail-suspended-unindented': null,
  '114-pve-lvs-data-87': /^ *data +pve/,
  '115-pve-lxc-docker-thin-pool-full': null,
  '116-pve-inactive-thin-pool-lvs-devices': /^ *data +pve/,
  '124-dietpi-usb-disk-io-errors-thin': null,
  '125-router-usb-disk-offline': /Device offlined|Buffer I\/O error/,
  '135-zpool-98-percent-six-pools': null,
};

const idsOf = (text: string) =>
  diagnosePasted([text], { now: corpusNow })
    .findings.map((finding) => `${finding.checkId}:${finding.severity}`)
    .sort();

const ours =
  /^(?:md-|thin-pool-|zfs-|filesystem-read-only|disk-io-errors|btrfs-(?:device|metadata|unallocated|mixed|free))/;

/** Fixed, so that a red run is red again: raise `numRuns` here to look for more. */
const seeds = [20_261_130, 7, 4711];

describe('mutants of real pastes of kernels, pools and arrays', () => {
  const all = corpusCases();
  // Of the older pastes those of which nothing but such things is said.
  const others = all
    .filter((one) => !(one.name in pastes))
    .filter(({ text }) => {
      const ids = idsOf(pasteOf(text));
      return ids.length > 0 && ids.every((id) => ours.test(id));
    })
    .map(({ name }): [string, null] => [name, null]);

  test.each([...Object.entries(pastes), ...others])('%s: the same findings', (name, cutAfter) => {
    const text = all.find((one) => one.name === name)?.text ?? '';
    const expected = idsOf(pasteOf(text));
    // 96 is the one of which nothing may be said.
    if (name !== '96-ecs-nested-ro-bind') expect(expected).not.toEqual([]);
    for (const seed of name in pastes ? seeds : seeds.slice(0, 1)) {
      fc.assert(
        fc.property(mutants(text, cutAfter === null ? {} : { cutAfter }), (mutant) => {
          expect([mutant.applied, idsOf(mutant.text)]).toEqual([mutant.applied, expected]);
        }),
        { seed, numRuns: name in pastes ? 60 : 15 },
      );
    }
  });
});
