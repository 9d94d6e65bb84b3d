import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../domain/fact.ts';
import type { FactSections, HostFacts } from '../../../domain/host-facts.ts';
import { shellBytes } from '../../../shell/sh.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseHiddenData } from '../../parsers/docker/hidden-data.ts';
import { parseOtherDataRoots } from '../../parsers/docker/other-data-roots.ts';
import { coveredPath } from '../../sizes/read-only-view.ts';
import { sizeScript } from '../../sizes/size-script.ts';
import { measurementNeeds } from '../ledger/measurement-needs.ts';
import { buildStorageReport } from '../storage-report.ts';
import { DockerHost } from '../testing/docker-host.ts';

const id = 'c'.repeat(64);
const contents = (key: string) => ({
  [`root:${key}`]: '2049 77 1795230792\n',
  [`engineId:${key}`]: 'AAAA',
  [`drivers:${key}`]: 'overlay2\n',
  [`volumes:${key}`]: 'photos\0new\nline\0',
  [`containers:${key}`]: `${id}\0${'d'.repeat(64)}\0`,
  [`names:${key}`]: `containers/${id}/config.v2.json:"Name":"/db"\n`,
  [`digest:${key}`]: '3915528286 75\n',
});
const rootParts = { looked: '', 'path:1': '/var/lib/docker.old\0', ...contents('1') };
const hiddenParts = {
  places: '/var/lib/docker / ext4 8:1\n/mnt/a\\040b /mnt ext4 8:1\n/srv /srv ext4 8:1\n/volume1 / btrfs 0:30\n',
  'entries:1': '41ed 8 512 ./image\n81a4 2048 512 ./big file\n',
  ...contents('1'),
  'entries:2': '',
  'unseen:3': 'two file systems are mounted on each other there',
};

describe('other data roots', () => {
  it('are told by what they hold; two paths to one directory are one', () => {
    const mounts = known([]);
    const again = { ...rootParts, 'path:2': '/srv/docker\0', ...contents('2') };
    expect(parseOtherDataRoots(outputOf('otherDataRoots', again), mounts)).toEqual([
      expect.objectContaining({
        path: '/var/lib/docker.old',
        device: '2049',
        inode: 77,
        drivers: ['overlay2'],
        volumes: ['photos', 'new\nline'],
        containers: [
          { id, name: 'db' },
          { id: 'd'.repeat(64), name: null },
        ],
        contentsDigest: '3915528286 75',
      }),
    ]);
    expect(parseOtherDataRoots(outputOf('otherDataRoots', { looked: '' }), mounts)).toEqual([]);
    expect(() => parseOtherDataRoots(outputOf('otherDataRoots', {}), mounts)).toThrow();
    expect(() => parseOtherDataRoots(outputOf('otherDataRoots', { ...rootParts, 'root:1': 'x' }), mounts)).toThrow();
  });

  it('what a mount covers is listed, and what could not be seen has its reason', () => {
    const { places, unseen } = parseHiddenData(outputOf('hiddenData', hiddenParts));
    expect(places.map(({ mountPoint }) => mountPoint)).toEqual(['/var/lib/docker', '/mnt/a b']);
    expect(places[0]).toMatchObject({
      entries: [
        { name: 'image', isDirectory: true, bytes: 4096 },
        { name: 'big file', isDirectory: false, bytes: 1_048_576 },
      ],
      contents: { volumes: ['photos', 'new\nline'] },
    });
    expect(places[1]).toMatchObject({ above: '/mnt', entries: [], contents: null });
    expect(unseen.map(({ mountPoint }) => mountPoint)).toEqual(['/srv', '/volume1']);
  });
});

function hostWith(change: Partial<FactSections>): HostFacts {
  const host = new DockerHost();
  host.container('web', host.image('nginx:1'));
  const facts = host.facts();
  const given = Object.fromEntries(Object.entries(change).map(([section, value]) => [section, known(value)]));
  return { ...facts, sections: { ...facts.sections, ...given } };
}
const found = () =>
  hostWith({
    otherDataRoots: parseOtherDataRoots(outputOf('otherDataRoots', rootParts), known([])),
    hiddenData: parseHiddenData(outputOf('hiddenData', hiddenParts)),
  });

describe('what no engine uses', () => {
  const usersOf = (facts: HostFacts) => buildStorageReport(facts, [], () => null).otherDataRoots;

  it('is unused only where every daemon’s own data root is known', () => {
    const facts = found();
    expect(usersOf(facts)).toMatchObject({
      state: 'known',
      value: [{ usedBy: null, containers: ['db', 'd'.repeat(12)] }],
    });
    const { daemonProcesses } = facts.sections;
    if (daemonProcesses.state === 'unknown') throw new Error('no daemons');
    const withDaemon = (dataRootIdentity: string | null): HostFacts => ({
      ...facts,
      sections: {
        ...facts.sections,
        daemonProcesses: known({
          ...daemonProcesses.value,
          daemons: [
            ...daemonProcesses.value.daemons,
            { pid: 9, startedSeconds: 1, command: [], dataRoot: null, dataRootIdentity, containerd: null },
          ],
        }),
      },
    });
    expect(usersOf(withDaemon('2049:77'))).toMatchObject({ state: 'known', value: [{ usedBy: { pid: 9 } }] });
    expect(usersOf(withDaemon(null)).state).toBe('unknown');
    const why = unknown('no-capability', 'Docker does not answer.');
    expect(usersOf({ ...facts, sections: { ...facts.sections, engine: why } }).state).toBe('unknown');
  });

  it('is measured through the view its filesystem needs, what is covered always through one of the filesystem above', () => {
    const needs = measurementNeeds(found(), []).filter(({ view }) => view !== undefined);
    expect(needs).toMatchObject([
      {
        kind: 'other-data-root',
        object: '/var/lib/docker.old',
        identity: '2049:77',
        view: { root: '/var/lib/docker.old' },
      },
      { kind: 'hidden-data', object: '/var/lib/docker', view: { below: '/var/lib/docker', above: '/' } },
    ]);
    const script = shellBytes(
      sizeScript(needs, { dataRoot: '/var/lib/docker', isCopyOnWrite: false, limitSecondsEach: 9 }),
    ).toString();
    expect(script.match(/unshare -m/g)).toHaveLength(2);
    expect(script).toContain('/var/lib/docker/var/lib/docker');
    expect(coveredPath({ below: '/volume1/@docker', above: '/volume1' })).toBe('/volume1/@docker/@docker');
  });
});
