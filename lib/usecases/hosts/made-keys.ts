import { type Actor, requireRole } from '../../access/actor.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { MadeKey, PlaceForKey } from '../../domain/made-key.ts';
import { registry as platforms } from '../../platforms/registry.generated.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { nameFrom } from './hosts.ts';

/**
 * A key that Bilge makes for one host. The private half is sealed at once and never leaves the process: whoever adds the host names it
 * by its id, and gets the public half to paste. What is not used within a day is forgotten.
 */
const owner = 'made-keys';
const keptMs = 24 * 3_600_000;
const mostKept = 50;

export async function makeKey(app: Application, actor: Actor, hostName: string): Promise<MadeKey> {
  requireRole(actor, 'admin');
  const name = nameFrom(hostName);
  return audited(app, actor, { action: 'host.make-key', subject: name }, async () => {
    forgetOld(app);
    const { makeKeyPair } = await import('../../hosts/ssh/make-key-pair.ts');
    const { privateKey, publicKey } = makeKeyPair(`bilge-${name}`);
    // When it was made is a part of its name: there is no row beside the sealed box.
    const id = `${newId('key')}_${app.now().getTime().toString(36)}`;
    app.store.secrets.put({ owner, field: id }, privateKey);
    return { id, ...linesFor(publicKey) };
  });
}

/** The private half, to log in with. Throws where it was forgotten. */
export function openMadeKey(app: Application, id: string): string {
  const text = app.store.secrets.get({ owner, field: id });
  if (text !== null) return text;
  throw new InvalidInputError('This key is no longer kept: it was made more than a day ago, or used. Make a new one.');
}

export function forgetMadeKey(app: Application, id: string): void {
  app.store.secrets.remove({ owner, field: id });
}

/** Where the line goes, and as whom Bilge logs in, on each kind of system. */
export function placesForKey(actor: Actor): PlaceForKey[] {
  requireRole(actor, 'admin');
  return platforms
    .toSorted((one, other) => one.title.localeCompare(other.title))
    .map(({ id, title, entry }) => ({ id, title, ...entry }));
}

function linesFor(publicKey: string): Pick<MadeKey, 'publicKey' | 'command' | 'restricted'> {
  // Base64 and a name of letters, digits, dot, dash and underscore: no quote can be in it.
  const append = (line: string): string =>
    // sshd refuses keys below a home that others may write to, as on a Synology (StrictModes).
    `chmod go-w ~ && mkdir -p ~/.ssh && chmod 700 ~/.ssh && echo '${line}' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys`;
  return {
    publicKey,
    command: append(publicKey),
    // No terminal, no agent, no X11, no start file; forwarding stays, because Docker's socket is reached through it.
    restricted: append(`restrict,port-forwarding ${publicKey}`),
  };
}

function forgetOld(app: Application): void {
  const kept = app.store.secrets.fields(owner).sort((one, other) => madeAt(other) - madeAt(one));
  const now = app.now().getTime();
  for (const [index, field] of kept.entries())
    if (index >= mostKept - 1 || now - madeAt(field) > keptMs) app.store.secrets.remove({ owner, field });
}

function madeAt(id: string): number {
  return Number.parseInt(id.split('_').at(-1) ?? '', 36) || 0;
}
