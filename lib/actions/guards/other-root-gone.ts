import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** A person may say that the other data root is gone, but not where a trace of one is left (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed). */
export const otherRootGone: Guard<null> = {
  id: 'other-root-gone',
  about: 'No other data root of Docker is left on this host, and no configuration names one.',
  recheck: null,
  check({ facts: { sections } }) {
    const { otherDataRoots, daemonConfiguration, dataRoot } = sections;
    if (otherDataRoots.state === 'unknown')
      return notKnown(`Whether other data roots exist is unknown: ${otherDataRoots.detail}`);
    if (daemonConfiguration.state === 'unknown')
      return notKnown(`Docker's configuration could not be read: ${daemonConfiguration.detail}`);
    if (dataRoot.state === 'unknown') return notKnown(`The data root could not be read: ${dataRoot.detail}`);
    const [other] = otherDataRoots.value;
    if (other !== undefined)
      return refuse(`There is another data root at ${other.path}. Delete it, or let Docker use it, then scan again.`);
    const named = daemonConfiguration.value.values?.['data-root'];
    const { path, requestedPath } = dataRoot.value;
    if (typeof named === 'string' && ![path, requestedPath].includes(named.replace(/\/+$/, '')))
      return refuse(
        `${daemonConfiguration.value.path} names the data root ${named}, and Docker works on ${path}. Restart Docker, then scan again.`,
      );
    return pass('No other data root was found.');
  },
};
