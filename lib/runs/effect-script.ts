import type { EffectScript } from '../domain/session.ts';
import { type Sh, shellBytes } from '../shell/sh.ts';

/** The only place that creates a script that changes something (docs/architecture.md#law-3). Only files of this room import it. */
export function asEffectScript(script: Sh): EffectScript {
  // The mark exists for the compiler only: every EffectScript comes from here.
  return { source: shellBytes(script) } as EffectScript;
}
