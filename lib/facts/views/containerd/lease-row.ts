import type { Fact } from '../../../domain/fact.ts';
import type { ProofStep } from '../../../domain/storage-report.ts';
import type { StoreOwner } from './store-owners.ts';

/** The classes of docs/reference/containerd-on-disk.md#what-leaks-and-how that a lease can be of. */
export type LeaseClass =
  | 'failed-create'
  | 'container-lost'
  | 'build-record-lost'
  | 'history-lost'
  | 'data-root-lost'
  | 'build-cache-lost'
  | 'pull-unfinished'
  | 'load-unfinished'
  | 'expired';

export interface LeaseRow {
  namespace: string;
  id: string;
  createdAt: string | null;
  state:
    | 'kept'
    | 'dead'
    /** everything but the age of the data root says dead: shown, never offered */
    | 'other-data-root'
    | 'too-young'
    | 'unconfirmed'
    /** ends by itself at `until` */
    | 'unfinished'
    /** past its end, and not collected yet: containerd has no clock */
    | 'expired'
    /** ends with its build, or at the next start of dockerd */
    | 'temporary'
    | 'hold'
    | 'hidden-store'
    | 'other-namespace'
    | 'unknown';
  class: LeaseClass | null;
  owner: StoreOwner;
  until: string | null;
  aloneBytes: Fact<number>;
  /** it names nothing that is there */
  isEmpty: boolean;
  proof: ProofStep[];
}
