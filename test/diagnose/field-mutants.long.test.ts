import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosePasted } from '../../lib/usecases/diagnosis/diagnose.ts';
import { corpusCases, corpusNow } from './corpus.ts';
import { mutants, pasteOf } from './mutate-pastes.ts';

/** Mutations that change what a paste says: a renamed /dev/root is no image, a renamed loop device no snap. */
const pastes: Record<string, readonly string[]> = {
  '92-formac-vm-root-100': [],
  '93-openwrt-n1-wrong-mount': [],
  '94-var-lv-full-grep-100': [],
  '95-snap-squashfs-grep-i-100': [],
  '97-podman-overlay-over-zfs': [],
  '98-podman-system-df-200-percent': [],
  '99-podman-100-overlay-over-btrfs': [],
  '103-rancheros-overlay-over-zfs-refused': [],
  '104-nfs-cifs-root-register-layer': [],
  '105-buildctl-du-82g': [],
  '106-buildx-builder-volume-41g': [],
  '107-buildkit-6977-containerd-du': [],
  '109-coolify-containerd-38g': [],
  '117-aufs-mounts-in-df-791g': [],
  '118-dm-mounts-in-df': [],
  '119-pwd-etc-hosts-full-vfs': [],
  '120-fstab-duplicate-nofail-xfs': [],
  '121-centos-inodes-by-app-logs': [],
  '122-ubuntu-125g-full-rclone': [],
  '123-colima-2952': [],
  '126-json-log-139g-ls': [],
  '134-boot2docker-xhyve-18094': [],
};

const idsOf = (text: string) => {
  const { notices, findings } = diagnosePasted([text], { now: corpusNow });
  return [...notices, ...findings].map((finding) => `${finding.checkId}:${finding.severity}`).sort();
};

/** Fixed, so that a red run is red again: raise `numRuns` here to look for more. */
const seeds = [20_261_130, 11];

describe('mutants of the field pastes', () => {
  const all = corpusCases();
  test.each(Object.entries(pastes))('%s: the same findings', (name, without) => {
    const text = pasteOf(all.find((one) => one.name === name)?.text ?? '');
    const expected = idsOf(text);
    for (const seed of seeds) {
      fc.assert(
        fc.property(mutants(text, { without }), (mutant) => {
          expect([mutant.applied, idsOf(mutant.text)]).toEqual([mutant.applied, expected]);
        }),
        { seed, numRuns: 25 },
      );
    }
  });
});
