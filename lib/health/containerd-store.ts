import type { ContainerdDetails } from '../domain/containerd-facts.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { storeFacts } from '../facts/views/containerd/store-facts.ts';
import { type StrayDirectory, strayDirectories } from '../facts/views/containerd/stray-directories.ts';
import { describeUnknown, type Verdict } from './define-check.ts';

/** A sentence where Docker certainly keeps its images itself: then nothing of containerd's store matters here. */
export function unlessContainerdStore({ sections: { engine } }: HostFacts): string | null {
  if (engine.state === 'unknown' || engine.value.imageStore === 'containerd') return null;
  return 'Docker keeps its images with a graph driver, not in containerd.';
}

/** Records of a scan, or why they say nothing. */
export function storeDetails({
  sections: { containerd },
}: HostFacts): ContainerdDetails | Extract<Verdict, { unknown: string }> {
  if (containerd.state === 'unknown') return { unknown: describeUnknown(containerd), missing: ['containerd'] };
  return (
    containerd.value.details ?? { unknown: 'The last scan did not read containerd’s records. Scan this host again.' }
  );
}

/** Directories of the store that containerd does not clean up, with their path on the host. */
export function straysOf(
  facts: HostFacts,
): (StrayDirectory & { hostPath: string })[] | Extract<Verdict, { unknown: string }> {
  const needed = storeFacts(facts);
  if (needed.state === 'unknown') return { unknown: describeUnknown(needed), missing: ['containerd'] };
  const { btrfs } = facts.sections;
  const { root } = needed.value;
  return strayDirectories(needed.value, btrfs.state === 'known' ? btrfs.value : null).map((stray) => ({
    ...stray,
    hostPath: `${root}/io.containerd.snapshotter.v1.${stray.snapshotter}/${stray.path}`,
  }));
}
