import type { CheckContext } from '../domain/finding.ts';

/** Names of volumes with nested Docker data, as far as the scan found them. */
export function nestedVolumes({ facts, storage }: CheckContext): ReadonlySet<string> {
  const { volumesOnDisk } = facts.sections;
  const bySight =
    volumesOnDisk.state === 'known' ? volumesOnDisk.value.filter((each) => each.nestedDrivers !== null) : [];
  const leaks = storage.leaks.state === 'known' ? storage.leaks.value : [];
  return new Set([
    ...bySight.map(({ name }) => name),
    ...leaks.filter(({ kind }) => kind === 'nested-docker-root').map((leak) => leak.owner?.id ?? leak.name),
  ]);
}
