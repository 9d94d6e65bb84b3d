import { z } from 'zod';
import type { HostArtifact } from '../../domain/host-artifact.ts';
import type { DockerApi } from '../../domain/session.ts';

/** Another dashboard may be using its helper right now; the helper's own cleanup waits as long. */
const helperAgeSeconds = 3600;

const containersSchema = z.array(z.object({ Id: z.string(), Names: z.array(z.string()).nullish() }));
const imagesSchema = z.array(
  z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), Created: z.number() }),
);

/** Helper containers and images of a dashboard that was killed, and images that an interrupted release left. */
export async function artifactsInEngine(docker: DockerApi, nowSeconds: number): Promise<HostArtifact[]> {
  const labelled = (label: string) => ({ all: true, filters: JSON.stringify({ label: [label] }) });
  const list = async (path: string, label: string) =>
    await docker.json({ method: 'GET', path, query: labelled(label) });
  const ended = JSON.stringify({ label: ['bilge.helper=1'], status: ['exited', 'created', 'dead'] });
  const containers = containersSchema.parse(
    await docker.json({ method: 'GET', path: '/containers/json', query: { all: true, filters: ended } }),
  );
  const helpers = imagesSchema.parse(await list('/images/json', 'bilge.helper=1'));
  const releases = imagesSchema.parse(await list('/images/json', 'bilge.release'));
  const tags = (images: z.output<typeof imagesSchema>, prefix: string): string[] =>
    images.flatMap(({ RepoTags }) => (RepoTags ?? []).filter((tag) => tag.startsWith(prefix)));
  return [
    ...containers.map(({ Id }) => helperContainer(Id)),
    ...tags(
      helpers.filter(({ Created }) => nowSeconds - Created > helperAgeSeconds),
      'bilge-helper:',
    ).map(helperImage),
    ...tags(releases, 'bilge-release:').map(releaseImage),
  ];
}

const helperContainer = (id: string): HostArtifact => ({
  kind: 'helper-container',
  where: id,
  what: 'an ended helper container',
  removable: true,
  byHand: `docker rm ${id.slice(0, 12)}`,
});
const helperImage = (tag: string): HostArtifact => ({
  kind: 'helper-image',
  where: tag,
  what: 'the empty image of the helper container',
  removable: true,
  byHand: `docker rmi ${tag}`,
});
const releaseImage = (tag: string): HostArtifact => ({
  kind: 'release-image',
  where: tag,
  what: 'leaked layers that Docker adopted for an interrupted run; deleting the image frees them, as approved for that run',
  removable: true,
  byHand: `docker rmi ${tag}`,
});
