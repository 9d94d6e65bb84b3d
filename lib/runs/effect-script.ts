import type { EffectScript } from '../domain/session.ts';
import { type Sh, shellBytes } from '../shell/sh.ts';

/** The one place where a script that changes something is made (docs/architecture.md#law-3). Only files of this room import it. */
export function asEffectScript(script: Sh): EffectScript {
  // The mark exists for the compiler only: whoever has an EffectScript got it here.
  return { source: shellBytes(script) } as EffectScript;
}
