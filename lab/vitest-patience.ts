/** vitest's `setupFiles` of the rings that start hosts: the limits of tests and hooks grow with the machine's slowness. They
 * end what hangs and judge nothing, so they are wide: a shared machine can become ten times slower after the set-up measured it. */
import { vi } from 'vitest';
import { patience } from './patience.ts';

vi.setConfig({ testTimeout: patience(300_000), hookTimeout: patience(600_000) });
