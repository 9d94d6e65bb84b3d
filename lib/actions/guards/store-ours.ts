import { plannedStore } from '../../facts/views/containerd/planned-store.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** The refusals of docs/reference/containerd-on-disk.md#refusals: leases carry no owner, so where another Docker may use the store nothing is proven. */
export const storeOurs: Guard<null> = {
  id: 'store-ours',
  about: 'Only this Docker uses the store, and all of it was understood.',
  recheck: null,
  check(input) {
    const store = plannedStore(input);
    if (store.state === 'unknown') return notKnown(`containerd's store could not be judged: ${store.detail}`);
    const [first] = store.value.view.refusals;
    return first === undefined ? pass('Nothing forbids conclusions about this store.') : refuse(first.excuse);
  },
};
