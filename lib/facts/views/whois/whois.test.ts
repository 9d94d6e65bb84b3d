import { describe, expect, it, vi } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Report } from '../../../domain/report.ts';
import { sizesFrom } from '../leaks/leak.ts';
import { buildStorageReport } from '../storage-report.ts';
import { changed } from '../testing/changed.ts';
import { containerOnDisk, containerSummary, DockerHost, volumeOnDisk, volumeSummary } from '../testing/docker-host.ts';
import { whois } from './whois.ts';

/** The report as the store holds it, of the same facts. */
function reportOf(facts: HostFacts): Report {
  const storage = buildStorageReport(facts, [], () => null);
  const lists = ['leaks', 'layers', 'subvolumes', 'volumes', 'deletedFiles', 'otherDataRoots', 'hiddenData'] as const;
  const values = lists.map((id) => [id, storage[id].state === 'known' ? storage[id].value : []]);
  const states = lists.map((id) => [id, storage[id].state === 'known' ? { state: 'known' } : storage[id]]);
  return {
    pinningSnapshots: storage.pinningSnapshots,
    ...Object.fromEntries(values),
    sections: Object.fromEntries(states),
  } as Report;
}

const ask = (facts: HostFacts, name: string) => whois({ facts, report: reportOf(facts), sizes: sizesFrom([]) }, name);
const found = (facts: HostFacts, name: string) =>
  ask(facts, name).found.map(({ how, object }) => `${how} ${object.kind} ${object.id}`);

function example() {
  const host = new DockerHost('overlay2');
  const image = host.image('registry.lan:5000/team/app:1.2');
  const nginx = host.image('nginx:latest');
  const container = host.container('web', image, { running: true });
  const leaked = host.directory(host.short());
  host.sections.volumes = [volumeSummary('photos'), volumeSummary('all')];
  host.sections.volumesOnDisk = [volumeOnDisk('photos'), volumeOnDisk('all')];
  const facts = host.facts();
  const { layers } = reportOf(facts);
  const own = layers.find(({ kind }) => kind === 'container')?.name ?? '';
  return { host, facts, image, nginx, container, leaked, own };
}

describe('what a name leads to', () => {
  const { facts, host, image, nginx, container, leaked, own } = example();
  const overlay = '/var/lib/docker/overlay2';
  const imageLayer = host.cacheIdOf(host.topChain(nginx));
  const [link] = Object.entries(host.links).find(([, target]) => target === leaked) ?? [''];
  const cases: [string, string, string[]][] = [
    ['a leaked directory', leaked, [`exact layer ${leaked}`]],
    ['its path', `${overlay}/${leaked}/`, [`exact layer ${leaked}`]],
    ['a file in it', `${overlay}/${leaked}/diff/etc/passwd`, [`inside layer ${leaked}`]],
    ['its path as another container mounts it', `/host${overlay}/${leaked}/diff`, [`part layer ${leaked}`]],
    ['its overlay link', link, [`exact layer ${leaked}`]],
    ['twelve characters of it', leaked.slice(0, 12), [`prefix layer ${leaked}`]],
    ['spaces around it', `  ${leaked}\n`, [`exact layer ${leaked}`]],
    ['a chain ID', `sha256:${host.topChain(nginx)}`, [`exact layer ${imageLayer}`]],
    ['an image with its tag', 'registry.lan:5000/team/app:1.2', [`exact image sha256:${image}`]],
    ['an image without its tag', 'registry.lan:5000/team/app', [`exact image sha256:${image}`]],
    ['an image by the long name of its registry', 'docker.io/library/nginx:latest', [`exact image sha256:${nginx}`]],
    ['an image id without sha256:', nginx, [`exact image sha256:${nginx}`]],
    ['a container', 'web', [`exact container ${container}`]],
    ['a container’s layer', own, [`exact layer ${own}`]],
    ['a volume', 'photos', ['exact volume photos']],
    ['a file in a volume', '/var/lib/docker/volumes/photos/_data/2019/a.jpg', ['inside volume photos']],
    ['nothing of that name', 'no-such-thing', []],
    ['too little to go by', leaked.slice(0, 3), []],
    ['the data root', '/var/lib/docker', ['exact data-root /var/lib/docker']],
    ['what lies in the data root and is nobody’s in particular', '/var/lib/docker/engine-id', []],
    ['a path that only begins like another', `${overlay}/${leaked}x`, []],
  ];
  it.each(cases)('%s', (_, name, expected) => expect(found(facts, name)).toEqual(expected));

  it('a container’s id: the container and its layer have it', () =>
    expect(found(facts, container).map((each) => each.split(' ')[1])).toEqual(['layer', 'container']));

  it('every layer, volume, image and container of the scan by its whole name, first of all as itself', () => {
    const report = reportOf(facts);
    for (const { name } of report.layers) expect(found(facts, name)).toContain(`exact layer ${name}`);
    for (const { name } of report.volumes) expect(found(facts, name)).toContain(`exact volume ${name}`);
    expect(report.layers.length).toBeGreaterThan(4);
  });

  it('several beginnings of the same kind are all answered', () => {
    const twins = new DockerHost('vfs');
    for (const end of ['a', 'b']) twins.directory(`${'0'.repeat(63)}${end}`);
    expect(found(twins.facts(), '000000000000')).toHaveLength(2);
  });

  it('a path of three hundred parts does not walk over all names three hundred times', () => {
    const input = { facts, report: reportOf(facts), sizes: sizesFrom([]) };
    const namesReadFor = (parts: number): number => {
      const reading = vi.spyOn(String.prototype, 'replace');
      whois(input, '/no-such-part'.repeat(parts));
      const { length } = reading.mock.calls;
      reading.mockRestore();
      return length;
    };
    expect(namesReadFor(301) - namesReadFor(1)).toBeLessThan(300 * 5);
  });

  it('the data root’s own link', () => {
    const linked = changed(facts, 'dataRoot', (root) => ({ ...root, requestedPath: '/docker' }));
    expect(found(linked, `/docker/overlay2/${leaked}`)).toEqual([`exact layer ${leaked}`]);
  });
});

describe('what would free it', () => {
  const { facts, leaked, own, nginx, host } = example();
  const remedies = (name: string) => ask(facts, name).found.flatMap(({ object }) => object.remedies);

  it('a leaked layer: quarantine first, then delete, that one alone', () =>
    expect(remedies(leaked)).toEqual([
      { actionId: 'remove-leaked-layers', params: { names: leaked, mode: 'quarantine' } },
      { actionId: 'remove-leaked-layers', params: { names: leaked, mode: 'delete' } },
    ]));
  it('a layer of an image: the image', () =>
    expect(remedies(host.cacheIdOf(host.topChain(nginx)))).toEqual([
      { actionId: 'prune-images', params: { names: 'nginx:latest' } },
    ]));
  it('a stopped container’s layer, and the container: the container', () => {
    const idle = new DockerHost('overlay2');
    const id = idle.container('job', idle.image('job:1'), { running: false });
    const found = ask(idle.facts(), id).found.flatMap(({ object }) => object.remedies);
    expect(found).toEqual([
      { actionId: 'prune-containers', params: { names: 'job' } },
      { actionId: 'prune-containers', params: { names: id } },
    ]);
  });
  it('what runs has no button: a person stops it first', () =>
    expect([...remedies(own), ...remedies('web')]).toEqual([]));
  it('a volume that is called `all` has no button: the parameter would read it as every volume', () =>
    expect(remedies('all')).toEqual([]));
});

describe('what could not be read', () => {
  const { facts, leaked } = example();
  it('is said, and is no "not found"', () => {
    const blind = {
      ...facts,
      sections: { ...facts.sections, volumes: { state: 'unknown', reason: 'no-capability', detail: 'no' } },
    };
    const { found: none, searched } = ask(blind as HostFacts, 'photos');
    expect(none).toEqual([]);
    expect(searched.filter(({ objects }) => objects.state === 'unknown').map(({ what }) => what)).toContain('volumes');
    expect(ask(blind as HostFacts, leaked).found).toHaveLength(1);
  });

  it('a container that Docker hides is found on disk, and nothing is offered for it', () => {
    const id = 'c'.repeat(64);
    const hidden = changed(facts, 'containersOnDisk', (all) => [...all, containerOnDisk(id, 'old', 'aufs')]);
    const [match] = ask(hidden, 'old').found;
    expect([match?.object.kind, match?.object.remedies]).toEqual(['container', []]);
    const shown = changed(hidden, 'containers', (all) => [...all, containerSummary(id, 'old')]);
    expect(found(shown, id)).toEqual([`exact container ${id}`]);
  });
});
