import { type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { atOnce, type InPieces } from '../../../domain/slices.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import type { Sizes } from '../leaks/leak.ts';
import type { LeaseRow } from './lease-row.ts';
import { snapshotPath } from './snapshot-path.ts';
import { type StoreFacts, storeFacts } from './store-facts.ts';
import { type StoreView, storeViewInPieces } from './store-view.ts';

/** The store that this Docker keeps its images in, judged once for leaks, layers and ledger of one report. */
export interface JudgedStore {
  facts: StoreFacts;
  view: StoreView;
}

/** @returns null where Docker keeps its images itself; unknown where the proof lacks something, also in scans of an older Bilge */
export function judgedStore(facts: HostFacts, sizes: Sizes): Fact<JudgedStore> | null {
  return atOnce(judgedStoreInPieces(facts, sizes));
}

/**
 * Facts never change, so a store is judged once for all that ask: the report, each plan, each look-up. Only sizes come later, and of them only
 * those of active snapshots matter, which are few.
 */
const judged = new WeakMap<StoreFacts, { sizes: string; store: JudgedStore }>();

export function* judgedStoreInPieces(facts: HostFacts, sizes: Sizes): InPieces<Fact<JudgedStore> | null> {
  const { engine } = facts.sections;
  if (engine.state === 'known' && engine.value.imageStore !== 'containerd') return null;
  const needed = storeFacts(facts);
  if (needed.state === 'unknown') return needed;
  const { root } = needed.value;
  const measured = (snapshot: Parameters<typeof snapshotPath>[0]) =>
    sizes.find('containerd-root', snapshotPath(snapshot, root))?.bytes ?? null;
  const active = needed.value.store.snapshots.filter(({ sizeBytes }) => sizeBytes === null);
  const sizesNow = active.map((snapshot) => measured(snapshot) ?? '').join(' ');
  const before = judged.get(needed.value);
  if (before?.sizes === sizesNow) return known(before.store);
  const store = { facts: needed.value, view: yield* storeViewInPieces(needed.value, measured) };
  judged.set(needed.value, { sizes: sizesNow, store });
  return known(store);
}

/**
 * As what a lease counts among the leaks; null: it is none. What the running dockerd began and what is of no form that Docker makes is
 * someone's own; what was cut off ends by itself and is shown with its end.
 */
export function leakState({ state, owner, class: kind }: LeaseRow): Leak['state'] | null {
  if (state === 'expired') return 'unfinished';
  if (state === 'unfinished') return kind === null ? null : 'unfinished';
  if (owner.kind !== 'lease') return null;
  switch (state) {
    case 'dead':
      return 'orphan';
    case 'too-young':
    case 'unconfirmed':
    case 'other-data-root':
      return state;
    default:
      return null;
  }
}
