import { containersComplete } from './containers-complete.ts';
import { dockerCli } from './docker-cli.ts';
import type { Guard } from './guard.ts';
import { identityKnown } from './identity-known.ts';

/** What every prune rests on (G4, G13, G15). */
export const engineReady: readonly Guard<null>[] = [dockerCli, identityKnown, containersComplete];
