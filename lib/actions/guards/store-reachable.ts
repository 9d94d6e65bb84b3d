import { storeSite } from '../../facts/views/containerd/planned-store.ts';
import { type Guard, notKnown, pass } from './guard.ts';
import { onStore } from './on-store.ts';

/** A plan over containerd is bound to one store, and to the two daemons that use it. */
export const storeReachable: Guard<null> = {
  id: 'store-reachable',
  about: 'The running containerd has this store open, and its socket is known.',
  recheck: null,
  check: onStore(({ facts }) => {
    const site = storeSite(facts);
    if (site !== null)
      return pass(`containerd (process ${site.pid}) has ${site.root} open and listens on ${site.socket}.`);
    return notKnown(
      'No socket of the containerd that has this store open was seen, or its dockerd was not: Docker may be stopped. An embedded containerd has none. Reach the host by SSH as root, then scan again.',
    );
  }),
};
