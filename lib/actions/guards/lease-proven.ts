import type { LeaseRow } from '../../facts/views/containerd/lease-row.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * The five rules for a dead lease (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead), as the views concluded them. The host is
 * asked again by the op itself, over containerd's socket.
 */
export const leaseProven: Guard<{ row: LeaseRow; isOtherRootGone: boolean }> = {
  id: 'lease-proven',
  about: 'The owner of the lease is gone, and this data root was in use when the lease was made.',
  recheck: null,
  check(_input, { row, isOtherRootGone }) {
    const { state, proof } = row;
    const last = proof.at(-1)?.checked ?? '';
    switch (state) {
      case 'dead':
        return pass(proof.map(({ source, checked }) => `${source}: ${checked}`).join(' '));
      case 'other-data-root':
        return isOtherRootGone
          ? pass(`A person says that the other data root is gone. ${last}`)
          : refuse(
              `${last} If another data root is only not mounted, mount it, start Docker and scan again. If it is gone for good: otherDataRoot=gone.`,
            );
      case 'too-young':
        return refuse(
          'It was made after the running Docker started, so its container or build may be being made. It can be judged after the next Docker restart.',
        );
      case 'unconfirmed':
        return notKnown(last === '' ? 'Could not prove that its owner is gone.' : last);
      case 'kept':
        return refuse(`It is in use. ${last}`);
      case 'unfinished':
        return refuse(`It ends by itself${row.until === null ? '' : ` on ${row.until}`}.`);
      case 'expired':
        return refuse('It has ended, and containerd has not collected it yet: use mode=collect.');
      case 'temporary':
        return refuse('It ends with its build, or at the next start of Docker.');
      case 'hold':
        return refuse('Bilge holds it. It is in the quarantine.');
      case 'hidden-store':
        return refuse('It belongs to the containers and images of the other image store: they are hidden, not gone.');
      case 'other-namespace':
        return refuse('It is in a namespace that is not Docker’s.');
      case 'unknown':
        return notKnown('It is of no form that Docker makes, so it is someone’s own.');
    }
  },
};
