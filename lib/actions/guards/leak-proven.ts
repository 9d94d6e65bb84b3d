import type { Leak } from '../../domain/storage-report.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** The birth gate (docs/reference/docker-on-disk.md#the-birth-gate) and the rest of the proof, as the views concluded it. */
export const leakProven: Guard<Leak> = {
  id: 'leak-proven',
  about: 'Nothing that Docker knows of refers to it, and it is older than the running Docker.',
  recheck: 'guard_references',
  check(_input, leak) {
    switch (leak.state) {
      case 'orphan':
        return pass(leak.proof.map(({ source, checked }) => `${source}: ${checked}`).join(' '));
      case 'too-young':
        return refuse(
          'It is younger than the running Docker, so it could be part of a pull or build that is going on. After a restart of Docker it can be judged.',
        );
      case 'unconfirmed':
        return notKnown(leak.proof.at(-1)?.checked ?? 'It could not be proven that nothing uses it.');
    }
  },
};
