import { InvalidInputError, TransportError } from '../../lib/domain/errors.ts';
import { betweenTriesMs } from '../../lib/domain/made-key.ts';
import type { HostCheck } from '../../lib/domain/session.ts';
import { addHost, type NewHost } from '../../lib/usecases/hosts/add-host.ts';
import type { ListedHost } from '../../lib/usecases/hosts/hosts.ts';
import { makeKey } from '../../lib/usecases/hosts/made-keys.ts';
import { app, cliActor } from '../presenters/application.ts';
import { writeNote } from '../presenters/output.ts';

/** Enter tries at once. */
const mostTries = 20;

/** `bilge host add … --make-key`: prints the line to paste, and adds the host as soon as it accepts the key. */
export async function addWithMadeKey(input: NewHost, onCheck: (check: HostCheck) => void): Promise<ListedHost> {
  if (!input.url.startsWith('ssh:')) throw new InvalidInputError('--make-key is for hosts that are reached by ssh://.');
  // Without a compared host key this says the fingerprint, and stops: no key is made for nothing.
  if (input.trust === null) return addHost(app(), cliActor(), input, onCheck);
  const key = await makeKey(app(), cliActor(), input.name);
  writeNote('Run this line on the host, as the user that Bilge logs in as:');
  writeNote('');
  writeNote(key.command);
  writeNote('');
  writeNote(`Then press Enter. Bilge also tries by itself every ${betweenTriesMs / 1000} seconds.`);
  try {
    for (let tries = 1; ; tries += 1) {
      await enterOr(betweenTriesMs);
      try {
        return await addHost(app(), cliActor(), { ...input, madeKey: key.id }, onCheck);
      } catch (error) {
        if (!(error instanceof TransportError) || error.failure !== 'auth-failed' || tries >= mostTries) throw error;
        writeNote(`${input.name} does not accept the key yet.`);
      }
    }
  } finally {
    // A pipe that others hold open would keep the command from ending.
    process.stdin.destroy();
  }
}

/** Until a line comes in on standard input, or this long. */
function enterOr(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      process.stdin.off('data', done);
      process.stdin.pause();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    process.stdin.once('data', done);
  });
}
