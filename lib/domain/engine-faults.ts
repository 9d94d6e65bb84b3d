import type { LeakKind } from './storage-report.ts';
import { isWithin } from './version-order.ts';

/**
 * Faults of Docker Engine that leak space or misreport it, and the release that mends each. Releases were read off the tags of
 * moby/moby that contain the fix (docs/reference/docker-on-disk.md#faults-that-a-release-mends). What no release mends is not here.
 */
export interface EngineFault {
  id: string;
  store: 'graphdriver' | 'containerd' | 'both';
  /** leak: space that nothing frees; figure: a wrong number; upkeep: Docker’s own cleanup that does not run */
  kind: 'leak' | 'figure' | 'upkeep';
  /** [first release that has it, first one that does not) */
  versions: readonly (readonly [from: string, before: string])[];
  text: string;
  fixedIn: string;
  source: string;
  /** what it leaves on the disk, as Bilge names it */
  leaves?: { kinds: readonly LeakKind[]; initOnly?: true };
  /** the line of `docker system df` whose size is wrong by it */
  line?: 'images';
}

export const engineFaults: readonly EngineFault[] = [
  {
    id: 'export-keeps-layer',
    store: 'graphdriver',
    kind: 'leak',
    versions: [['24.0', '28.0']],
    text: '`docker export` keeps the writable layer of containers that are removed later.',
    fixedIn: '28.0',
    source: 'moby#48516',
    leaves: { kinds: ['leaked-container-layer'] },
  },
  {
    id: 'failed-create-keeps-init-layer',
    store: 'graphdriver',
    kind: 'leak',
    versions: [['18.6', '29.1.4']],
    text: 'A container that could not be created leaves its `-init` layer.',
    fixedIn: '29.1.4',
    source: 'moby#45939',
    leaves: { kinds: ['overlay2-directory', 'btrfs-subvolume'], initOnly: true },
  },
  {
    id: 'failed-registration-keeps-layer',
    store: 'graphdriver',
    kind: 'leak',
    versions: [['18.9', '29.2']],
    text: 'A pull or build whose layer cannot be recorded, for example on a full disk, leaves the directory of that layer.',
    fixedIn: '29.2.0',
    source: 'moby#45939',
  },
  {
    id: 'parallel-exports-register-twice',
    store: 'graphdriver',
    kind: 'leak',
    versions: [
      ['18.6', '23.0.11'],
      ['24.0', '25.0.5'],
    ],
    text: 'Two simultaneous exports of one build register a layer twice.',
    fixedIn: '23.0.11, 25.0.5 and 26.0',
    source: 'docs/reference/docker-on-disk.md#unreachable-layers',
    leaves: { kinds: ['unreachable-layer'] },
  },
  {
    id: 'build-cache-rule-never-matches',
    store: 'both',
    kind: 'upkeep',
    versions: [['18.9', '29.6']],
    text: 'The first default rule of the build cache’s own cleanup never matches: temporary build data stays longer than its two days.',
    fixedIn: '29.6.0',
    source: 'moby#52814',
  },
  {
    id: 'images-count-all-snapshots',
    store: 'containerd',
    kind: 'figure',
    versions: [['24.0', '29.6']],
    text: '`docker system df` counts the layers of containers, build cache and leaks under Images too.',
    fixedIn: '29.6.0',
    source: 'moby@f454e4831d',
    line: 'images',
  },
  {
    id: 'prune-reports-too-little',
    store: 'containerd',
    kind: 'figure',
    versions: [['24.0', '29.6']],
    text: '`docker image prune` reports less space than it frees.',
    fixedIn: '29.6.0',
    source: 'moby#52905',
  },
  {
    id: 'images-in-use-reclaimable',
    store: 'both',
    kind: 'figure',
    versions: [['29.0', '29.4']],
    text: '`docker system df` shows images in use as reclaimable.',
    fixedIn: '29.4.0',
    source: 'moby#51778',
  },
];

/** The faults of this version with this image store; an unreadable version has none that is known. */
export function faultsOf(version: string, store: 'graphdriver' | 'containerd'): EngineFault[] {
  return engineFaults.filter(
    (fault) =>
      (fault.store === 'both' || fault.store === store) &&
      fault.versions.some(([from, before]) => isWithin(version, from, before)),
  );
}

/** `Two simultaneous … twice (fixed in 26.0).` */
export function faultWords({ text, fixedIn }: EngineFault): string {
  return `${text.replace(/\.$/, '')} (fixed in ${fixedIn}).`;
}
