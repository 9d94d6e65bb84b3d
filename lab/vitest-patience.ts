/** vitest's `setupFiles` of the rings that start hosts: the limits of tests and hooks grow with the machine's slowness. */
import { vi } from 'vitest';
import { patience } from './patience.ts';

vi.setConfig({ testTimeout: patience(120_000), hookTimeout: patience(240_000) });
