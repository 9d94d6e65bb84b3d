import { expect, it } from 'vitest';
import type { ImageSummary } from '../../../domain/engine-facts.ts';
import { changed } from '../testing/changed.ts';
import { leaksOf, reportOf } from '../testing/conclusions.ts';
import { DockerHost } from '../testing/docker-host.ts';

const tag = 'bilge-release:run_0123456789-1';

/** A host with an image of two layers that a run of Bilge left, as the engine lists it. */
function host(change: (image: ImageSummary) => ImageSummary, name = tag) {
  const made = new DockerHost('overlay2');
  made.image(name);
  const kept = made.image('busybox:lab');
  const labelled = changed(made.facts(), 'images', (images) =>
    images.map((image) =>
      image.repoTags.includes(name) ? change({ ...image, labels: { 'bilge.release': 'run_0123456789-1' } }) : image,
    ),
  );
  return { facts: labelled, kept };
}

it('layers that only Bilge’s own left image names are still leaked, and say who names them', () => {
  const leaks = leaksOf(host((image) => image).facts);
  expect(leaks.map(({ kind, state }) => [kind, state])).toEqual([
    ['unreachable-layer', 'orphan'],
    ['unreachable-layer', 'orphan'],
  ]);
  expect(leaks[0]?.proof.map(({ checked }) => checked).join(' ')).toContain(`belongs to ${tag} alone`);
});

it('no row calls it somebody’s image', () => {
  const { layers } = reportOf(host((image) => image).facts);
  const rows = layers.state === 'known' ? layers.value : [];
  expect(rows.filter(({ kind }) => kind === 'orphan')).toHaveLength(2);
  expect(rows.flatMap(({ images }) => images)).toEqual(['busybox:lab', 'busybox:lab']);
});

it.each<[string, (image: ImageSummary) => ImageSummary, string?]>([
  ['has another name too', (image) => ({ ...image, repoTags: [...image.repoTags, 'mine:1'] })],
  ['has the name without the label', (image) => ({ ...image, labels: {} })],
  ['has the label under a name of its own', (image) => image, 'mine:1'],
])('an image that %s is somebody’s', (_, change, name) => {
  expect(leaksOf(host(change, name).facts)).toEqual([]);
});

/** What the engine says, and what its records say. */
const nameless = (references: Record<string, string[]>) => {
  const { facts } = host((image) => ({ ...image, repoTags: [] }));
  return changed(facts, 'imagedb', (imagedb) => ({
    ...imagedb,
    references: Object.fromEntries(
      Object.entries(imagedb.references).map(([id, names]) => [
        id,
        names.includes(tag) ? (references[tag] ?? []) : names,
      ]),
    ),
  }));
};

it('an image without a name, as one that was built on it, is somebody’s', () => {
  expect(leaksOf(nameless({}))).toEqual([]);
});

it('an engine that could not write while it let go forgets the name, and its records keep it: still leaked', () => {
  expect(leaksOf(nameless({ [tag]: [tag] }))).toHaveLength(2);
  expect(leaksOf(nameless({ [tag]: [tag, 'mine:1'] }))).toEqual([]);
});

it('a container made from it keeps its layers', () => {
  const made = new DockerHost('overlay2');
  made.container('uses', made.image(tag));
  const facts = changed(made.facts(), 'images', (images) =>
    images.map((image) => ({ ...image, labels: { 'bilge.release': 'x' } })),
  );
  expect(leaksOf(facts)).toEqual([]);
});
