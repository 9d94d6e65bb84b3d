import type { PlanInput } from '../domain/action.ts';
import type { ImageSummary } from '../domain/engine-facts.ts';
import { known } from '../domain/fact.ts';
import { composeProjectLabel } from '../domain/prune-rules.ts';
import { joined } from '../facts/views/reclaimable/join.ts';
import { objectsOfImages } from '../facts/views/reclaimable/unused-images.ts';
import { imageArrivedSeconds } from '../facts/views/rows/image-layers.ts';
import type { Candidate } from './candidates.ts';
import { judge } from './guards/guard.ts';
import { imageUnused } from './guards/image-unused.ts';
import { oldEnough } from './guards/old-enough.ts';
import { ownObject } from './guards/own-object.ts';
import { protectedObject } from './guards/protected-object.ts';
import { withAmount } from './labels.ts';
import { isNamed } from './names-param.ts';
import { pruneAction } from './prune.ts';
import { type PruneParams, secondsOrNull } from './prune-params.ts';
import { unusedSeconds } from './unused-seconds.ts';

export default pruneAction({
  id: 'prune-images',
  title: 'Remove unused images',
  about: 'Removes images that no container uses. They can be pulled or built again.',
  words: ['prune', 'dangling', 'old', 'cleanup', 'free', 'full', 'delete'],
  label: (amount) => withAmount('Remove unused images', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'They can be pulled or built again.',
  needs: ['engine', 'platform', 'images', 'containers', 'containersOnDisk'],
  noun: 'image',
  spares: 'Images that any container uses, that arrived recently or that are protected are kept.',
  isIrreversible: false,
  freedBytes({ facts, report }, chosen) {
    const { images } = facts.sections;
    const ids = new Set(chosen.map(({ target }) => target.id));
    const going = images.state === 'known' ? images.value.filter(({ id }) => ids.has(id)) : [];
    const { totalBytes, atLeast } = joined(objectsOfImages(going, facts, report.layers));
    return atLeast ? null : totalBytes;
  },
  candidates(input) {
    const { images } = input.facts.sections;
    if (images.state === 'unknown') return [];
    return images.value
      .filter((image) => isNamed(input.params.names ?? 'all', image.id, image.id.slice(7, 19), ...image.repoTags))
      .map((image) => candidate(image, input));
  },
});

function candidate(image: ImageSummary, input: PlanInput<PruneParams>): Candidate {
  const references = image.repoTags.filter((tag) => tag !== '<none>:<none>');
  const label = references[0] ?? image.repoDigests[0]?.split('@')[0] ?? image.id.slice(7, 19);
  const { keepLabel, minAgeHours } = input.params;
  return {
    target: { kind: 'image', id: image.id, label, owner: image.labels[composeProjectLabel] ?? null },
    bytes: known(image.sizeBytes),
    op: 'remove-image',
    args: { id: image.id, references, label },
    guards: [
      judge(ownObject, input, { list: 'imageIds', id: image.id }),
      judge(protectedObject, input, {
        kind: 'image',
        ids: [image.id, image.id.slice(7), ...references],
        labels: image.labels,
        keepLabel,
      }),
      judge(imageUnused, input, image),
      judge(oldEnough, input, {
        lastUsedSeconds:
          input.engineOnly === true ? secondsOrNull(image.lastTaggedAt) : imageArrivedSeconds(image, input.facts),
        unusedSeconds: unusedSeconds(input, { kind: 'image', id: image.id }),
        minAgeHours,
        what: 'added to this host',
      }),
    ],
  };
}
