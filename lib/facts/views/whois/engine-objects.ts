import type { ImageSummary } from '../../../domain/engine-facts.ts';
import { type Fact, known, mapFact } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import { composeProjectLabel } from '../../../domain/prune-rules.ts';
import type { VolumeRow } from '../../../domain/storage-report.ts';
import { containerName } from '../rows/volume-use.ts';
import {
  type KnownObject,
  momentOf,
  namesOf,
  naming,
  noSize,
  reported,
  type Searched,
  stoppedContainers,
  type WhoisInput,
} from './known-object.ts';

/** What Docker itself names: volumes, images, containers, networks, build cache. */
export function engineObjects(input: WhoisInput): Searched[] {
  return [
    volumeObjects(input),
    imageObjects(input),
    containerObjects(input),
    networkObjects(input),
    cacheObjects(input),
  ];
}

function volumeObjects(input: WhoisInput): Searched {
  const objects = mapFact(reported(input, 'volumes', input.report.volumes), (rows) => rows.map(volumeObject));
  return { what: 'volumes', objects };
}

function volumeObject(volume: VolumeRow): KnownObject {
  const { name, mountpoint, usedBy, usersKnown, nestedDocker, deletable, knownAs } = volume;
  const hasDocker = nestedDocker.state === 'known' && nestedDocker.value !== null;
  const [inner] = hasDocker && nestedDocker.value ? [nestedDocker.value.driver] : [];
  const project = volume.labels[composeProjectLabel];
  return {
    kind: 'volume',
    id: name,
    label: name,
    path: mountpoint,
    names: [name],
    paths: [mountpoint, ...(mountpoint.endsWith('/_data') ? [mountpoint.slice(0, -'/_data'.length)] : [])],
    owner: usedBy.length > 0 ? namesOf(usedBy) : usersKnown ? 'unused: no container uses it' : 'unknown',
    why: [
      volume.anonymous
        ? 'Anonymous volume: a container was started with a volume and no name for it.'
        : 'Named volume.',
      ...(project === undefined ? [] : [`Of the compose project ${project}.`]),
      ...(knownAs === null ? [] : [`It is ${knownAs}.`]),
      ...(inner === undefined ? [] : [`Nested Docker data (${inner}) lies in it.`]),
    ].join(' '),
    bytes: volume.bytes,
    freedBy:
      'ok' in deletable
        ? 'Removing the volume. Its data cannot be restored.'
        : hasDocker && usedBy.length === 0
          ? 'Cleaning this volume: first what the nested Docker left in it, then the volume. It cannot be restored.'
          : deletable.excuse,
    remedies: hasDocker ? naming('clean-nested-docker', 'volume', [name]) : naming('prune-volumes', 'names', [name]),
  };
}

function imageObjects(input: WhoisInput): Searched {
  const { images, containers } = input.facts.sections;
  const byImage = containers.state === 'known' ? Map.groupBy(containers.value, ({ imageId }) => imageId) : null;
  return {
    what: 'images',
    objects: mapFact(images, (all) =>
      all.map((image) =>
        imageObject(image, byImage === null ? null : (byImage.get(image.id) ?? []).map(containerName)),
      ),
    ),
  };
}

function imageObject(image: ImageSummary, users: string[] | null): KnownObject {
  const tags = image.repoTags.filter((tag) => tag !== '<none>:<none>');
  const used = users !== null && users.length > 0;
  return {
    kind: 'image',
    id: image.id,
    label: tags[0] ?? image.repoDigests[0] ?? image.id,
    path: null,
    names: [
      image.id,
      ...tags.flatMap((tag) => [tag, withoutTag(tag)]),
      ...image.repoDigests.flatMap((digest) => [digest, digest.slice(digest.indexOf('@') + 1)]),
    ],
    paths: [],
    owner: users === null ? 'unknown' : used ? `container ${namesOf(users)}` : 'unused: no container uses it',
    why:
      tags.length > 0
        ? `Image ${namesOf(tags)}.`
        : 'Image without a tag: a newer one took its name, or it was pulled by digest.',
    bytes: known(image.sizeBytes),
    freedBy: used
      ? `Remove the container ${namesOf(users)} first, then the image. Layers that other images share stay.`
      : 'Removing the image. Layers that other images share stay.',
    remedies: naming('prune-images', 'names', [image.id]),
  };
}

/** `registry:5000/team/app:1.2` → without `:1.2` */
function withoutTag(tag: string): string {
  const colon = tag.lastIndexOf(':');
  return colon > tag.lastIndexOf('/') ? tag.slice(0, colon) : tag;
}

/** Those that Docker shows, and those that only lie on disk. */
function containerObjects(input: WhoisInput): Searched {
  const { facts, report } = input;
  const stopped = stoppedContainers(input);
  const { containers, containersOnDisk, dataRoot } = facts.sections;
  const home = dataRoot.state === 'known' ? `${dataRoot.value.path}/containers` : null;
  const sizes = new Map<string, Fact<number>>();
  for (const row of report.layers)
    if (row.kind === 'container') for (const name of row.containers) sizes.set(name, row.bytes);
  const object = (id: string, name: string, words: { why: string; owner: string; shown: boolean }): KnownObject => ({
    kind: 'container',
    id,
    label: name,
    path: home === null ? null : `${home}/${id}`,
    names: [id, name],
    paths: home === null ? [] : [`${home}/${id}`],
    owner: words.owner,
    why: words.why,
    bytes: sizes.get(name) ?? noSize,
    freedBy: words.shown
      ? `${stopped.has(name) ? 'Removing the container' : 'Stop the container first, then remove it'}: its writable layer and log go with it; its volumes and its image stay.`
      : 'Nothing that Bilge offers: Docker does not show this container, and it may return.',
    remedies: words.shown && stopped.has(name) ? naming('prune-containers', 'names', [id]) : [],
  });
  const shown = mapFact(containers, (all) =>
    all.map((container) => {
      const { id, image, status, labels } = container;
      const project = labels[composeProjectLabel];
      const owner = project === undefined ? 'itself; it is of no compose project' : `compose project ${project}`;
      return object(id, containerName(container), {
        owner,
        why: `Container of ${image}, ${status || 'state unknown'}.`,
        shown: true,
      });
    }),
  );
  if (shown.state === 'unknown' || containersOnDisk.state === 'unknown') return { what: 'containers', objects: shown };
  const ids = new Set(shown.value.map(({ id }) => id));
  const hidden = containersOnDisk.value
    .filter(({ id }) => !ids.has(id))
    .map(({ id, config }) =>
      object(id, config?.name.replace(/^\//, '') || id.slice(0, 12), {
        owner: 'itself',
        why: 'A container that lies on disk and that Docker does not show.',
        shown: false,
      }),
    );
  return { what: 'containers', objects: known([...shown.value, ...hidden]) };
}

function networkObjects({ facts }: WhoisInput): Searched {
  const objects = mapFact(facts.sections.networks, (all) =>
    all.map(
      ({ id, name, driver, containerIds }): KnownObject => ({
        kind: 'network',
        id,
        label: name,
        path: null,
        names: [id, name],
        paths: [],
        owner: containerIds.length > 0 ? counted(containerIds.length, 'container') : 'unused',
        why: `Docker network (${driver}).`,
        bytes: known(0),
        freedBy: 'A network takes no space on the disk.',
        remedies: [],
      }),
    ),
  );
  return { what: 'networks', objects };
}

function cacheObjects({ facts }: WhoisInput): Searched {
  const objects = mapFact(facts.sections.buildCache, (all) =>
    all.map(
      ({ id, description, type, inUse, shared, sizeBytes, lastUsedAt }): KnownObject => ({
        kind: 'build-cache-record',
        id,
        label: description || id,
        path: null,
        names: [id],
        paths: [],
        owner: 'the build cache',
        why: `${type} record of BuildKit${shared ? ', shared with an image' : ''}${momentOf(lastUsedAt) ? `, last used ${momentOf(lastUsedAt)}` : ''}.`,
        bytes: known(sizeBytes),
        freedBy: inUse ? 'Nothing while a build uses it.' : 'Pruning this record from the build cache.',
        remedies: naming('prune-build-cache', 'names', [id]),
      }),
    ),
  );
  return { what: 'build cache records', objects };
}
