import { type Guard, pass, refuse } from './guard.ts';
import { onStore } from './on-store.ts';

/** The refusals of docs/reference/containerd-on-disk.md#refusals: leases carry no owner, so where another Docker may use the store nothing is proven. */
export const storeOurs: Guard<null> = {
  id: 'store-ours',
  about: 'Only this Docker uses the store, and all of it was understood.',
  recheck: null,
  check: onStore(({ view }) => {
    const [first] = view.refusals;
    return first === undefined ? pass('Nothing forbids conclusions about this store.') : refuse(first.excuse);
  }),
};
