import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError, NotFoundError, TransportError } from '../../domain/errors.ts';
import {
  type Host,
  type HostSecrets,
  type HostSettings,
  hostNameSchema,
  hostSettingsSchema,
  type LoginSecretField,
  type SecretField,
  type SecretsChange,
} from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import type { HostState } from '../../domain/report.ts';
import type { HostCheck } from '../../domain/session.ts';
import { parseAddress } from '../../hosts/address.ts';
import type { WaySettings } from '../../hosts/ssh/ssh-chain.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { refuseDeclared } from '../declared/declared-store.ts';
import {
  byAddress,
  type JumpSecretsChange,
  jumpAddresses,
  jumpKeysFor,
  requireJumpLogins,
  withJumps,
} from './jump-hosts.ts';

/** A host as listed: no secrets, only which ones are stored. */
export interface ListedHost {
  id: HostId;
  name: string;
  url: string;
  settings: HostSettings;
  createdAt: string;
  secretFields: SecretField[];
  /** for each jump host, in their order */
  jumpSecretFields: LoginSecretField[][];
  state: HostState;
}

export function listHosts(app: Application, actor: Actor): ListedHost[] {
  requireRole(actor, 'viewer');
  return app.store.hosts.all().map((host) => listed(app, host));
}

/** By id or by name. */
export function findHost(app: Application, actor: Actor, idOrName: string): ListedHost {
  requireRole(actor, 'viewer');
  return listed(app, hostOf(app, idOrName));
}

/** For use cases: the stored host itself. Throws NotFoundError that says which hosts there are. */
export function hostOf(app: Application, idOrName: string): Host {
  const found = app.store.hosts.byId(idOrName) ?? app.store.hosts.byName(idOrName);
  if (found) return found;
  const names = app.store.hosts.all().map((host) => host.name);
  throw new NotFoundError(
    `No host named “${idOrName}”. ${names.length > 0 ? `Known hosts: ${names.join(', ')}.` : 'There are no hosts yet.'}`,
  );
}

export async function* testHostNow(app: Application, actor: Actor, idOrName: string): AsyncGenerator<HostCheck> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  const { settings, url } = host;
  const secrets = app.store.hosts.secrets(host.id);
  // Saved before it answered: the key is shown for a person to compare, as when a host is added.
  if (parseAddress(url).kind === 'ssh' && settings.hostKey === null && settings.jump.length === 0)
    throw await unknownKey(url, settings, secrets);
  const { testHost } = await import('../../hosts/host-test.ts');
  yield* testHost(host, secrets);
}

export interface HostChange {
  name?: string | undefined;
  settings?: Partial<Omit<HostSettings, 'hostKey' | 'jumpHostKeys'>> | undefined;
  /** a text sets, null forgets */
  secrets?: Omit<SecretsChange, 'jumps'> | undefined;
  /** for each jump host of the list as it will be */
  jumpSecrets?: JumpSecretsChange | undefined;
  /** pins other keys after they changed, of the host or of jump hosts before it: the new fingerprints, compared by a person, with blanks between */
  trust?: string | undefined;
}

export async function updateHost(
  app: Application,
  actor: Actor,
  idOrName: string,
  change: HostChange,
): Promise<ListedHost> {
  requireRole(actor, 'admin');
  const host = hostOf(app, idOrName);
  refuseDeclared(app, actor, 'host', host.name);
  return audited(app, actor, { action: 'host.change', subject: host.name, hostId: host.id }, async () => {
    const settings = settingsFrom({ ...host.settings, ...change.settings });
    const jumps = byAddress(settings, change.jumpSecrets ?? []);
    const secrets = withJumps(settings, changed(app.store.hosts.secrets(host.id), change.secrets ?? {}), jumps);
    requireJumpLogins(settings, secrets, jumpAddresses(host.settings));
    await pinKeys(host, settings, secrets, change.trust ?? '');
    const name = nameFrom(change.name ?? host.name);
    app.store.transaction(() => {
      app.store.hosts.update(host.id, { name, settings });
      app.store.hosts.changeSecrets(host.id, { ...change.secrets, jumps });
      app.store.hosts.forgetJumpsExcept(host.id, jumpAddresses(settings));
    });
    await app.pool.close(host.id);
    app.events.publish({ type: 'hosts' });
    return listed(app, hostOf(app, host.id));
  });
}

/** Keys that a person compared now, and those of before; a jump host whose key was not compared is not used. */
async function pinKeys(host: Host, settings: HostSettings, secrets: HostSecrets, trust: string): Promise<void> {
  const fingerprints = trust.split(/[\s,]+/).filter((word) => word !== '');
  const keys = jumpKeysFor(host, settings);
  const way = { ...settings, jumpHostKeys: keys };
  if (fingerprints.length > 0) {
    const { renewTrust } = await import('../../hosts/ssh/offered-host-keys.ts');
    Object.assign(settings, await renewTrust(host.url, way, secrets, fingerprints));
    return;
  }
  const unknown = keys.indexOf(null);
  if (unknown >= 0)
    throw await unknownKey(settings.jump[unknown] ?? '', { ...way, jump: settings.jump.slice(0, unknown) }, secrets);
  settings.jumpHostKeys = keys.flatMap((key) => key ?? []);
}

function changed(secrets: HostSecrets, change: Omit<SecretsChange, 'jumps'>): HostSecrets {
  const { jumps, ...own } = secrets;
  const kept = Object.entries({ ...own, ...change }).filter(([, text]) => text !== null && text !== undefined);
  return { ...Object.fromEntries(kept), ...(jumps === undefined ? {} : { jumps }) };
}

export function nameFrom(given: string): string {
  const name = hostNameSchema.safeParse(given);
  if (name.success) return name.data;
  throw new InvalidInputError(`“${given}” is not a valid host name: ${name.error.issues[0]?.message ?? ''}.`);
}

/** The command line hands over what was typed. */
export function settingsFrom(given: Partial<HostSettings>): HostSettings {
  const settings = hostSettingsSchema.safeParse(given);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new InvalidInputError(`${issue?.path.join('.') ?? 'A setting'} of the host: ${issue?.message ?? 'invalid'}.`);
}

/** No fingerprint has been compared yet: shows the host's, and how to print the same on the host itself. */
export async function unknownKey(url: string, way: WaySettings, secrets: HostSecrets): Promise<TransportError> {
  const { offeredHostKeys } = await import('../../hosts/ssh/offered-host-keys.ts');
  const offered = await offeredHostKeys(url, way, secrets);
  const best = offered[0];
  const list = offered.map((key) => `  ${key.fingerprint} (${key.keyType})`).join('\n');
  return new TransportError({
    failure: 'host-key-unknown',
    step: 'host-key',
    message: `${url}: unknown host key`,
    userMessage:
      `Bilge has not seen the host key of ${url} before. It shows:\n${list}\n` +
      'Compare it on the host itself (for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done), then add it with --trust FINGERPRINT.',
    ...(best ? { offered: { fingerprint: best.fingerprint, keyType: best.keyType } } : {}),
  });
}

export function listed(app: Application, host: Host): ListedHost {
  const jumpFields = app.store.hosts.jumpSecretFields(host.id);
  return {
    ...host,
    secretFields: app.store.hosts.secretFields(host.id),
    jumpSecretFields: jumpAddresses(host.settings).map((address) => jumpFields[address] ?? []),
    state: app.store.hostStates.of(host.id),
  };
}
