import type { Verdict } from '../../domain/plan.ts';
import { type PlannedStore, plannedStore } from '../../facts/views/containerd/planned-store.ts';
import { type Guard, notKnown } from './guard.ts';

/** The check of a guard about containerd's store: what could not be judged passes none of them. */
export function onStore(verdict: (store: PlannedStore) => Verdict): Guard<null>['check'] {
  return (input) => {
    const store = plannedStore(input);
    return store.state === 'unknown'
      ? notKnown(`containerd's store could not be judged: ${store.detail}`)
      : verdict(store.value);
  };
}
