import type { ReadScript } from '../domain/session.ts';
import { type Sh, shellBytes } from './sh.ts';

/** Vouches that a script only looks. Collectors and the host probes make these; whatever changes a host goes through `lib/runs`. */
export function asReadScript(script: Sh): ReadScript {
  return { source: shellBytes(script) };
}
