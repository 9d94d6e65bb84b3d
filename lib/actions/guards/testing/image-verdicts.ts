import type { LoopDevice } from '../../../domain/health-facts.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { btrfsWith, oneSubvolume } from '../../../health/testing/facts.ts';
import { bigDisk, gib, imageHost, imageLoop, movable, withSections } from '../../testing/migration-facts.ts';
import { inputOf } from '../../testing/plan-on.ts';
import { imageGrowable, imageTarget, onImage } from '../image-guards.ts';
import { blind, type VerdictCase, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards of Docker's data root in an image file: where one must not be made, and which one is not worked on. */
const place = verdictsOf(imageTarget);
const at = (image: string, bytes = 20 * gib, facts: HostFacts = movable) => ({
  input: inputOf(facts, {}),
  args: { image, bytes },
});
const image = '/mnt/big/docker.img';
const disk = (change: Partial<typeof bigDisk>) => withSections(movable, { moveTargets: [{ ...bigDisk, ...change }] });
const mounts = (mountPoint: string, type: string) =>
  changed(movable, 'mounts', (all) => [
    ...all,
    { ...(all[0] as (typeof all)[number]), mountPoint, type, device: '0:99' },
  ]);
const subvolume: BtrfsSubvolume = { ...oneSubvolume(), id: 300, uuid: 'mine', hostPath: '/mnt/big' };
const onBtrfs = (subvolumes: BtrfsSubvolume[]): HostFacts =>
  withSections(
    changed(disk({ type: 'btrfs' }), 'mounts', (all) =>
      all.map((each) => (each.mountPoint === '/mnt/big' ? { ...each, type: 'btrfs' } : each)),
    ),
    {
      btrfs: [btrfsWith([], { mountPoint: '/mnt/big', subvolumes })],
    },
  );
const places: readonly VerdictCase[] = [
  place('pass', 'a new file on the second disk', { ...at(image), says: /\/mnt\/big \(ext4/ }),
  place('pass', 'on btrfs without snapshots', { ...at(image, 20 * gib, onBtrfs([subvolume])), says: /btrfs/ }),
  place('pass', 'on the disk that Docker shares: the run measures', {
    ...at(image, 20 * gib, withSections(disk({ device: '8:2' }), { filesystems: [] })),
    says: /measures/,
  }),
  place('refuse', 'none is named', { ...at(''), says: /image=\/mnt\/big\/docker\.img size=10G/ }),
  place('refuse', 'there is no place', { ...at('', 0, withSections(movable, { moveTargets: [] })), says: /has room/ }),
  place('refuse', 'another ending', { ...at('/mnt/big/docker.raw'), says: /end with \.img/ }),
  place('refuse', 'inside the data root', { ...at('/var/lib/docker/own.img'), says: /inside the data root/ }),
  place('refuse', 'mounted around the data root', { ...at('/var/lib.img'), says: /would be mounted/ }),
  place('refuse', 'the system’s folders', { ...at('/etc/docker.img'), says: /belongs to the system/ }),
  place('refuse', 'a network filesystem', { ...at('/mnt/nas/docker.img'), says: /network filesystem/ }),
  place('refuse', 'FUSE', {
    ...at('/mnt/fuse/docker.img', 20 * gib, mounts('/mnt/fuse', 'fuse.shfs')),
    says: /fuse\.shfs/,
  }),
  place('refuse', 'a disk that is not mounted', { ...at('/mnt/gone/docker.img'), says: /not mounted now/ }),
  place('refuse', 'a subvolume with snapshots', {
    ...at(
      image,
      20 * gib,
      onBtrfs([subvolume, { ...subvolume, id: 301, uuid: 'a', parentUuid: 'mine', hostPath: null }]),
    ),
    says: /1 snapshots/,
  }),
  place('refuse', 'smaller than what Docker holds', { ...at(image, 5 * gib), says: /at least 5\.7 GiB/ }),
  place('refuse', 'larger than what is free', {
    ...at(image, 20 * gib, disk({ freeBytes: 10 * gib })),
    says: /does not fit: 10\.0 GiB are free there\. At most 9\.9 GiB would/,
  }),
  place('refuse', 'nothing that holds Docker would fit', {
    ...at(image, 20 * gib, disk({ freeBytes: 4 * gib })),
    says: /larger disk/,
  }),
  place('unknown', 'the mounts are unknown', {
    ...at(image, 20 * gib, blind(movable, 'mounts')),
    says: /could not be read/,
  }),
  place('unknown', 'the subvolumes are unknown', {
    ...at(image, 20 * gib, blind(onBtrfs([]), 'btrfs')),
    says: /snapshots could not be read/,
  }),
];

const own = verdictsOf(onImage);
const on = (facts: HostFacts) => ({ input: inputOf(facts, {}), args: null });
const loop = (change: Partial<LoopDevice>) => withSections(imageHost, { loopDevices: [{ ...imageLoop, ...change }] });
const images: readonly VerdictCase[] = [
  own('pass', 'it lies on one', { ...on(imageHost), says: /\/mnt\/big\/docker\.img/ }),
  own('refuse', 'it lies on a disk', { ...on(withSections(movable, { loopDevices: [] })), says: /no image file/ }),
  own('refuse', 'the file was deleted', { ...on(loop({ isDeleted: true })), says: /was deleted/ }),
  own('refuse', 'it is attached read-only', { ...on(loop({ isReadOnly: true })), says: /read-only/ }),
  own('refuse', 'its path is odd', { ...on(loop({ backingFile: '/mnt/my disk/a.img' })), says: /characters/ }),
  own('refuse', 'it is attached twice', {
    ...on(withSections(imageHost, { loopDevices: [imageLoop, { ...imageLoop, device: '/dev/loop9' }] })),
    says: /2 loop devices/,
  }),
  own('unknown', 'loop devices are unknown', { ...on(blind(imageHost, 'loopDevices')), says: /could not be read/ }),
];

const grown = verdictsOf(imageGrowable);
const to = (bytes: number, facts = imageHost) => ({ input: inputOf(facts, {}), args: { bytes } });
const sizes: readonly VerdictCase[] = [
  grown('pass', 'the disk has room', { ...to(30 * gib), says: /10\.0 GiB are taken/ }),
  grown('pass', 'what is thin is reserved', {
    ...to(20 * gib, loop({ allocatedBytes: 8 * gib })),
    says: /12\.0 GiB are/,
  }),
  grown('pass', 'all of it is reserved: what was cut off before is grown', { ...to(20 * gib), says: /0 B are/ }),
  grown('refuse', 'no size is named', { ...to(0), says: /size=40G/ }),
  grown('refuse', 'smaller', { ...to(10 * gib), says: /never made smaller/ }),
  grown('refuse', 'the disk has no room', { ...to(200 * gib), says: /At most 59\.9 GiB/ }),
  grown('unknown', 'its size is unknown', { ...to(30 * gib, loop({ allocatedBytes: null })), says: /unknown/ }),
];

export const imageVerdicts: VerdictTable = [...places, ...images, ...sizes];
