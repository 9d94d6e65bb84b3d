import type { Leak } from '../../domain/storage-report.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** The birth gate (docs/reference/docker-on-disk.md#the-birth-gate) and the rest of the proof, as the views concluded it. */
export const leakProven: Guard<Leak> = {
  id: 'leak-proven',
  about: 'Nothing in Docker’s records references it, and it is older than the running Docker.',
  recheck: 'guard_references',
  check(_input, leak) {
    switch (leak.state) {
      case 'orphan':
        return pass(leak.proof.map(({ source, checked }) => `${source}: ${checked}`).join(' '));
      case 'too-young':
        return refuse(
          'It was created after the running Docker started, so it may belong to a pull or build in progress. It can be judged after the next Docker restart.',
        );
      case 'unconfirmed':
      case 'other-data-root':
      case 'unfinished':
        return notKnown(leak.proof.at(-1)?.checked ?? 'Could not prove that nothing uses it.');
    }
  },
};
