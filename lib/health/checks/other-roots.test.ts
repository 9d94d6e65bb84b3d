import { expect, test } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import type { HiddenDataRow, OtherDataRootRow } from '../../domain/storage-report.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, examine } from '../testing/facts.ts';
import dataHiddenUnderMount from './data-hidden-under-mount.ts';
import unusedDataRoot from './unused-data-root.ts';

const mib = 2 ** 20;
const notMeasured = unknown('not-collected', 'Not measured yet.');

const root = (more: Partial<OtherDataRootRow> = {}): OtherDataRootRow => ({
  path: '/var/snap/docker/common/var-lib-docker',
  identity: '2049:12',
  usedBy: null,
  isMountPoint: false,
  filesystemType: 'ext4',
  isNetwork: false,
  filesystem: 'fs-1',
  bytes: notMeasured,
  drivers: ['overlay2'],
  containers: ['db'],
  volumes: ['photos'],
  contentsDigest: '1 2',
  ...more,
});
const roots = (...found: OtherDataRootRow[]) => ({ otherDataRoots: [], storage: { otherDataRoots: known(found) } });

describeCheck(unusedDataRoot, {
  'pass: none': roots(),
  'pass: another engine uses it': roots(root({ usedBy: { pid: 9 } })),
  'info: not measured yet': roots(root()),
  'info: a small one': roots(root({ bytes: known(200 * mib) })),
  'warning: a big one': roots(root({ bytes: known(40_000 * mib) })),
  'info: on a separate filesystem': roots(root({ isMountPoint: true })),
  'info,info: two': roots(root(), root({ path: '/var/lib/docker.old' })),
  'unknown: the data root of one daemon could not be read': {
    otherDataRoots: [],
    storage: { otherDataRoots: unknown('unparseable', 'Which data root process 7 uses could not be read.') },
  },
  'unknown: not read': {},
});

test('unused-data-root names its content, and offers no removal of a mount point', () => {
  const [draft] = draftsOf(examine(unusedDataRoot, roots(root())));
  expect(draft?.detail).toMatch(/1 volume \(photos\) and 1 container \(db\)/);
  expect(draft?.remedies).toEqual([{ actionId: 'remove-unused-data-root', params: { root: root().path } }]);
  expect(draftsOf(examine(unusedDataRoot, roots(root({ isMountPoint: true }))))[0]?.remedies).toEqual([]);
});

const hidden = (more: Partial<HiddenDataRow> = {}): HiddenDataRow => ({
  mountPoint: '/var/lib/docker',
  above: '/',
  filesystem: 'fs-1',
  entries: ['containers', 'image', 'overlay2', 'volumes'],
  isTruncated: false,
  leastBytes: 4096,
  bytes: notMeasured,
  dataRoot: { drivers: ['overlay2'], containers: ['web'], volumes: ['diary'] },
  ...more,
});
const below = (found: HiddenDataRow[], unseen: { mountPoint: string; why: string }[] = []) => ({
  hiddenData: { places: [], unseen },
  storage: { hiddenData: known(found) },
});
const empty = { drivers: [], containers: [], volumes: [] };
const cannot = [{ mountPoint: '/var/lib/docker', why: 'a mount namespace could not be made' }];

describeCheck(dataHiddenUnderMount, {
  'pass: nothing hidden': below([]),
  'warning: a second data root, not measured yet': below([hidden()]),
  'warning: a second data root': below([hidden({ bytes: known(900 * mib) })]),
  'info: only started': below([hidden({ dataRoot: empty })]),
  'info: small': below([hidden({ bytes: known(mib) })]),
  'pass: folders of a NAS below its volume': below([hidden({ dataRoot: null, entries: ['@eaDir'] })]),
  'pass: folders with little data': below([hidden({ dataRoot: null, bytes: known(mib) })]),
  'warning: other data': below([hidden({ dataRoot: null, bytes: known(800 * mib) })]),
  'warning: a big file': below([hidden({ dataRoot: null, leastBytes: 800 * mib })]),
  'warning: found, another mount unreadable': below([hidden()], cannot),
  'unknown: not readable': below([], cannot),
  'unknown: not read': {},
});

test('data-hidden-under-mount gives no command for a path with shell characters, and never a removal', () => {
  const [plain] = draftsOf(examine(dataHiddenUnderMount, below([hidden()])));
  expect(plain?.detail).toContain('mount --bind / /mnt && ls -la /mnt/var/lib/docker');
  expect(plain?.remedies).toEqual([]);
  const [odd] = draftsOf(examine(dataHiddenUnderMount, below([hidden({ mountPoint: "/x'; rm -rf /" })])));
  expect(odd?.detail).not.toContain('unshare');
});
