import { containersComplete } from './containers-complete.ts';
import { dockerCli } from './docker-cli.ts';
import type { Guard } from './guard.ts';
import { identityKnown } from './identity-known.ts';

/** What every prune rests on (G4, G13 and G15 of docs/reference/guard-lessons.md). */
export const engineReady: readonly Guard<null>[] = [dockerCli, identityKnown, containersComplete];
