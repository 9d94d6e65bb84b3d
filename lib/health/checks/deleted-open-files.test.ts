import { expect, test } from 'vitest';
import { known } from '../../domain/fact.ts';
import type { DeletedFiles } from '../../domain/storage-facts.ts';
import type { HeldFile } from '../../domain/storage-report.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, examine, filesystemWith } from '../testing/facts.ts';
import deletedOpenFiles from './deleted-open-files.ts';

const mib = 2 ** 20;
const disk = filesystemWith();
const nothing: DeletedFiles = { files: [], others: [], unreadable: 0 };
const web = { id: 'w'.repeat(64), name: 'web' };
const byContainer: HeldFile['holders'] = [{ pid: 412, command: 'nginx', kind: 'container', container: web }];

function held(file: Partial<HeldFile> = {}): HeldFile {
  return {
    path: '/big',
    bytes: 1024 * mib,
    filesystem: disk.id,
    mountPoint: disk.mountPoint,
    layer: null,
    holders: byContainer,
    count: 1,
    ...file,
  };
}

const given = (files: HeldFile[], facts: Partial<DeletedFiles> = {}) => ({
  deletedFiles: { ...nothing, ...facts },
  filesystems: [disk],
  storage: { deletedFiles: known(files) },
});
const elsewhere = { filesystem: null, mountPoint: '/mnt/films' };
const stranger: HeldFile['holders'] = [{ pid: 9, command: 'torrent', kind: 'process', container: null }];

describeCheck(deletedOpenFiles, {
  'pass: none': given([]),
  'pass: a few megabytes of a database': given([held({ bytes: 12 * mib })]),
  'info: 200 MiB': given([held({ bytes: 200 * mib })]),
  'info: many small ones': given([held({ bytes: 200 * mib, path: null, count: 40_000, holders: [] })]),
  'warning: 1 GiB': given([held()]),
  'warning: a large part of a small disk': {
    ...given([held({ bytes: 60 * mib })]),
    filesystems: [filesystemWith({ totalBytes: 500 * mib })],
  },
  'warning,warning: on two filesystems': {
    ...given([held(), held({ filesystem: 'fs-2' })]),
    filesystems: [disk, filesystemWith({ id: 'fs-2', mountPoint: '/' })],
  },
  'pass: a disk without Docker data': given([held({ ...elsewhere, holders: stranger })]),
  'warning: a disk without Docker data, file open in a container': given([held(elsewhere)]),
  'warning: host logs on a separate disk': given([
    held({ filesystem: null, mountPoint: '/var/log', holders: stranger }),
  ]),
  'warning: found, some processes unreadable': given([held()], { unreadable: 3 }),
  'unknown: some processes unreadable': given([], { unreadable: 3 }),
  'unknown: not read': {},
});

test('deleted-open-files names the processes, and offers to restart only those', () => {
  const log: HeldFile['holders'] = [
    { pid: 77, command: 'dockerd', kind: 'docker', container: { id: 'c', name: 'chat' } },
  ];
  const daemon: HeldFile['holders'] = [{ pid: 77, command: 'dockerd', kind: 'docker', container: null }];
  const remedies = (files: HeldFile[]) =>
    draftsOf(examine(deletedOpenFiles, given(files))).flatMap((draft) =>
      draft.remedies.map(({ actionId, params }) => [actionId, ...Object.values(params)].join(' ')),
    );
  expect(remedies([held(), held({ holders: log, bytes: 4096 * mib })])).toEqual([
    'restart-container chat',
    'restart-container web',
  ]);
  expect(remedies([held({ holders: daemon })])).toEqual(['restart-docker']);
  expect(remedies([held({ holders: stranger })])).toEqual([]);
  const [draft] = draftsOf(examine(deletedOpenFiles, given([held({ holders: log }), held({ holders: stranger })])));
  expect(draft?.title).toBe('2.0 GiB in deleted files that are still open');
  expect(draft?.reclaimable).toEqual({ bytes: 2048 * mib, exact: false });
  expect(draft?.detail).toMatch(/container chat, torrent \(9\)/);
  expect(draft?.detail).toMatch(/logrotate/);
  expect(draft?.detail).toMatch(/empty it/);
});
