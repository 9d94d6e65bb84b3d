import { describe, expect, it } from 'vitest';
import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { DeletedFile, DeletedFiles, MountEntry } from '../../../domain/storage-facts.ts';
import { buildStorageReport } from '../storage-report.ts';
import { DockerHost } from '../testing/docker-host.ts';
import { heldFiles } from './held-files.ts';

const daemonPid = 77;

function mountWith(mount: Partial<MountEntry>): MountEntry {
  return {
    id: 900,
    parentId: 1,
    device: '8:17',
    root: '/',
    mountPoint: '/',
    options: ['rw'],
    optionalFields: [],
    type: 'ext4',
    source: '/dev/sdb1',
    superOptions: ['rw'],
    ...mount,
  };
}

function fileWith(file: Partial<DeletedFile>): DeletedFile {
  return { path: '/big', inode: 12, bytes: 1_000, device: '8:17', mount: mountWith({}), holders: [], ...file };
}

function hostWith(deletedFiles: Partial<DeletedFiles>, driver: 'overlay2' | 'btrfs' = 'overlay2') {
  const host = new DockerHost(driver);
  const web = host.container('web', host.image('nginx:1'), { running: true });
  const plain = host.facts();
  const { daemonProcesses } = plain.sections;
  if (daemonProcesses.state === 'unknown') throw new Error('the model has no daemon');
  const daemons = daemonProcesses.value.daemons.map((daemon) => ({ ...daemon, pid: daemonPid }));
  const facts: HostFacts = {
    ...plain,
    sections: {
      ...plain.sections,
      daemonProcesses: known({ ...daemonProcesses.value, daemons }),
      deletedFiles: known({ files: [], others: [], unreadable: 0, ...deletedFiles }),
    },
  };
  return { facts, web, host };
}

function heldOn(deletedFiles: Partial<DeletedFiles>) {
  const held = heldFiles(hostWith(deletedFiles).facts);
  if (held.state === 'unknown') throw new Error(held.detail);
  return held.value;
}

const web = hostWith({}).web;
const home = () => {
  const { filesystems } = hostWith({}).facts.sections;
  if (filesystems.state === 'unknown') throw new Error('no file systems');
  return filesystems.value.find(({ roles }) => roles.includes('data-root'));
};

describe('who holds deleted files', () => {
  it('a container is one that Docker knows; a name of a process decides nothing', () => {
    const holders = [
      { pid: 1, command: 'sh', containerIds: [web] },
      { pid: 2, command: 'dockerd', containerIds: ['9'.repeat(64)] },
      { pid: daemonPid, command: 'anything', containerIds: [] },
    ];
    expect(heldOn({ files: [fileWith({ holders })] })[0]?.holders).toEqual([
      { pid: 1, command: 'sh', kind: 'container', container: { id: web, name: 'web' } },
      { pid: 2, command: 'dockerd', kind: 'process', container: null },
      { pid: daemonPid, command: 'anything', kind: 'docker', container: null },
    ]);
  });

  it('of a host that is a container itself the id that Docker knows is taken', () => {
    const holders = [{ pid: 1, command: 'sh', containerIds: ['9'.repeat(64), web] }];
    expect(heldOn({ files: [fileWith({ holders })] })[0]?.holders[0]?.container?.name).toBe('web');
  });

  it('a log is the container’s in whose folder the daemon holds it, and only the daemon', () => {
    const path = `/var/lib/docker/containers/${web}/${web}-json.log`;
    const log = (pid: number) => fileWith({ path, holders: [{ pid, command: 'dockerd', containerIds: [] }] });
    expect(heldOn({ files: [log(daemonPid)] })[0]?.holders[0]?.container?.name).toBe('web');
    expect(heldOn({ files: [log(5)] })[0]?.holders[0]).toMatchObject({ kind: 'process', container: null });
  });

  it('is known of a paste too, without a place', () => {
    const { facts } = hostWith({ files: [fileWith({ mount: null })] });
    const sections = {
      ...facts.sections,
      filesystems: { state: 'unknown' as const, reason: 'not-collected' as const, detail: '' },
    };
    expect(heldFiles({ ...facts, sections })).toMatchObject({
      state: 'known',
      value: [{ filesystem: null, bytes: 1_000 }],
    });
  });
});

describe('where the blocks of deleted files lie', () => {
  const device = home()?.device ?? '';
  const overlay = (upperdir: string) =>
    mountWith({ device: '0:66', type: 'overlay', source: 'overlay', superOptions: ['rw', `upperdir=${upperdir}`] });

  it('on the filesystem of the mount they were opened through', () => {
    expect(heldOn({ files: [fileWith({ mount: mountWith({ device }) })] })[0]?.filesystem).toBe(home()?.id);
    expect(heldOn({ files: [fileWith({ mount: mountWith({ device: '99:1' }) })] })[0]?.filesystem).toBeNull();
    expect(heldOn({ files: [fileWith({ mount: null, device })] })[0]?.filesystem).toBe(home()?.id);
  });

  it('of a container’s overlay where its upper directory is, relative ones too', () => {
    for (const upper of ['/var/lib/docker/overlay2/x/diff', 'x/diff']) {
      const file = fileWith({ device: '0:66', mount: overlay(upper) });
      expect(heldOn({ files: [file] })[0]?.filesystem, upper).toBe(home()?.id);
    }
  });

  it('a container that mounts an overlay of its own does not choose the place', () => {
    for (const upper of ['/', '/var/lib', '/var/lib/docker/volumes/x']) {
      const file = fileWith({ device: '0:66', mount: overlay(upper) });
      expect(heldOn({ files: [file] })[0]?.filesystem, upper).toBeNull();
    }
  });

  it('counts an inode once that is open through two mounts, and two subvolumes’ equal numbers twice', () => {
    const twice = [
      fileWith({ mount: mountWith({ device }) }),
      fileWith({ device: '0:66', mount: overlay('/var/lib/docker/overlay2/x/diff') }),
    ];
    expect(heldOn({ files: twice })).toHaveLength(1);
    const btrfs = hostWith({}, 'btrfs').facts;
    const { filesystems } = btrfs.sections;
    const own = filesystems.state === 'known' ? (filesystems.value[0]?.device ?? '') : '';
    const files = [
      fileWith({ device: '0:50', mount: mountWith({ device: own, type: 'btrfs' }) }),
      fileWith({ device: '0:51', mount: mountWith({ device: own, type: 'btrfs' }) }),
    ];
    expect(heldFiles(hostWith({ files }, 'btrfs').facts)).toMatchObject({ state: 'known', value: [{}, {}] });
  });
});

describe('their row of the ledger', () => {
  const rowOf = (facts: HostFacts, row: string) => {
    const { ledger } = buildStorageReport(facts, [], () => null);
    if (ledger.state === 'unknown') throw new Error(ledger.detail);
    const found = ledger.value.find((each) => each.row === row && each.filesystem === home()?.id);
    return found?.bytes.state === 'known' ? found.bytes.value : found?.bytes.reason;
  };

  it('holds them, the small ones too, and what is unaccounted is less by that', () => {
    const files = [fileWith({ bytes: 700_000, mount: mountWith({ device: home()?.device ?? '' }) })];
    const others = [{ device: home()?.device ?? '', mount: null, count: 3, bytes: 300 }];
    const { facts } = hostWith({ files, others });
    expect(rowOf(facts, 'deleted-files')).toBe(700_300);
    const before = rowOf(hostWith({}).facts, 'unaccounted');
    expect(rowOf(facts, 'unaccounted')).toBe(Number(before) - 700_300);
  });

  it('is unknown, not empty, where nobody could look', () => {
    const { facts } = hostWith({});
    const why = { state: 'unknown' as const, reason: 'permission-denied' as const, detail: 'Only root.' };
    expect(rowOf({ ...facts, sections: { ...facts.sections, deletedFiles: why } }, 'deleted-files')).toBe(
      'permission-denied',
    );
  });

  it('no byte twice: a quota group counts what is deleted and open in its layer', () => {
    const { facts, host } = hostWith({}, 'btrfs');
    const layer = host.containers[0]?.mountId ?? '';
    const { filesystems } = facts.sections;
    const own = filesystems.state === 'known' ? (filesystems.value[0]?.device ?? '') : '';
    const mount = mountWith({ device: own, type: 'btrfs', root: `/docker/btrfs/subvolumes/${layer}` });
    const with1 = {
      ...facts,
      sections: { ...facts.sections, deletedFiles: known({ files: [fileWith({ mount })], others: [], unreadable: 0 }) },
    };
    expect(rowOf(with1, 'deleted-files')).toBe(1_000);
    const { btrfs } = facts.sections;
    if (btrfs.state === 'unknown') throw new Error('no btrfs');
    const groups = btrfs.value.map((each) => ({
      ...each,
      quotas: { enabled: true, inconsistent: false, mode: 'qgroup' },
      qgroups: Object.fromEntries(
        each.subvolumes.map(({ id }) => [String(id), { referencedBytes: 5_000, exclusiveBytes: 5_000 }]),
      ),
    }));
    const measured = { ...with1, sections: { ...with1.sections, btrfs: known(groups) } };
    expect(rowOf(measured, 'deleted-files')).toBe(0);
  });
});
