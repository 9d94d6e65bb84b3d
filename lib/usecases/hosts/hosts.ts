import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { readDemoRecording } from '../../demo/recording.ts';
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
import { type HostId, newId } from '../../domain/ids.ts';
import type { HostState } from '../../domain/report.ts';
import type { HostCheck } from '../../domain/session.ts';
import { formatAddress, parseAddress } from '../../hosts/address.ts';
import type { WaySettings } from '../../hosts/ssh/ssh-chain.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import {
  byAddress,
  type JumpSecretsChange,
  jumpAddresses,
  jumpKeysFor,
  requireJumpLogins,
  withJumps,
} from './jump-hosts.ts';

export interface NewHost {
  name: string;
  url: string;
  settings: Partial<Omit<HostSettings, 'hostKey' | 'jumpHostKeys'>>;
  secrets: Omit<HostSecrets, 'jumps'>;
  /** what logs in at each jump host, in their order */
  jumpSecrets?: JumpSecretsChange;
  /** the SHA256 fingerprint that a person compared; of any key type the host offers */
  trust: string | null;
  trustJumps: string[];
  /** store it although it does not answer yet; the keys of one that answers are compared all the same */
  unreached?: boolean;
}

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

/**
 * Pins the host keys, tries every step, stores the host. A host that cannot be entered (connect, key, login) is not stored, unless it
 * does not answer at all and `unreached` says to store it so; one where only Docker or sudo is missing is, because the report then says what to do.
 */
export async function addHost(
  app: Application,
  actor: Actor,
  input: NewHost,
  onCheck?: (check: HostCheck) => void,
): Promise<ListedHost> {
  requireRole(actor, 'admin');
  if (app.store.hosts.byName(input.name)) {
    throw new InvalidInputError(
      `There is already a host named “${input.name}”. Choose another name, or remove that one first.`,
    );
  }
  return audited(app, actor, { action: 'host.add', subject: input.name }, async () => {
    const { host, secrets } = described(app, input);
    try {
      await enter(host, secrets, input, onCheck);
      app.store.hosts.add(host, secrets);
    } catch (error) {
      if (input.unreached !== true || !isSilence(error)) throw error;
      addUnreached(app, { ...host, settings: { ...host.settings, hostKey: null, jumpHostKeys: [] } }, secrets, error);
    }
    app.events.publish({ type: 'hosts' });
    return listed(app, hostOf(app, host.id));
  });
}

/** Throws where the host cannot be entered. */
async function enter(
  host: Host,
  secrets: HostSecrets,
  input: NewHost,
  onCheck?: (check: HostCheck) => void,
): Promise<void> {
  await pin(host, secrets, input);
  const failed: HostCheck[] = [];
  const { testHost } = await import('../../hosts/host-test.ts');
  for await (const check of testHost(host, secrets)) {
    onCheck?.(check);
    if (!check.ok) failed.push(check);
  }
  const blocking = failed.find((check) => check.id === 'connect' || check.id === 'host-key' || check.id === 'login');
  if (!blocking) return;
  throw new TransportError({
    failure: blocking.id === 'login' ? 'auth-failed' : 'unreachable',
    step: blocking.id,
    message: `${host.name} (${host.url}): ${blocking.detail}`,
  });
}

/** Nothing answered. A key that is not the one compared, or a login that is refused, is an answer. */
function isSilence(error: unknown): error is TransportError {
  return (
    error instanceof TransportError &&
    (error.failure === 'unreachable' || error.failure === 'timed-out') &&
    error.step !== 'host-key'
  );
}

/** With no host key pinned, every connection by SSH is refused until a person has compared one: nothing is trusted at first sight. */
function addUnreached(app: Application, host: Host, secrets: HostSecrets, { code, step, userMessage }: TransportError) {
  app.store.transaction(() => {
    app.store.hosts.add(host, secrets);
    const problem = { code, step, userMessage };
    app.store.hostStates.put(host.id, { state: 'unreachable', at: app.now().toISOString(), problem });
  });
}

/** The steps of reaching a host that is not stored yet; the form shows each as it passes. Throws for an unknown key, with the fingerprint. */
export async function* testNewHost(app: Application, actor: Actor, input: NewHost): AsyncGenerator<HostCheck> {
  requireRole(actor, 'admin');
  const { host, secrets } = described(app, input);
  await pin(host, secrets, input);
  const { testHost } = await import('../../hosts/host-test.ts');
  yield* testHost(host, secrets);
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

/** The host as it was entered, with no key yet. */
function described(app: Application, input: NewHost): { host: Host; secrets: HostSecrets } {
  const name = nameFrom(input.name);
  const address = parseAddress(input.url);
  const settings = settingsFrom(input.settings);
  const secrets = withJumps(settings, input.secrets, byAddress(settings, input.jumpSecrets ?? []));
  requireJumpLogins(settings, secrets);
  if (address.kind === 'demo') readDemoRecording(address.name);
  const host: Host = {
    id: newId('host'),
    name,
    // Trimmed, as everywhere: with a leading space it would not be recognised as a demo host.
    url: address.kind === 'demo' ? formatAddress(address) : input.url,
    settings,
    createdAt: app.now().toISOString(),
  };
  return { host, secrets };
}

/** Pins the keys that a person compared. */
async function pin({ url, settings }: Host, secrets: HostSecrets, input: NewHost): Promise<void> {
  if (parseAddress(url).kind !== 'ssh') return;
  const fingerprints = [...input.trustJumps, ...(input.trust === null ? [] : [input.trust])];
  if (fingerprints.length === 0) throw await unknownKey(settings.jump[0] ?? url, { ...settings, jump: [] }, secrets);
  const { resolveTrustChain } = await import('../../hosts/ssh/offered-host-keys.ts');
  Object.assign(settings, await resolveTrustChain(url, settings, secrets, fingerprints));
}

function nameFrom(given: string): string {
  const name = hostNameSchema.safeParse(given);
  if (name.success) return name.data;
  throw new InvalidInputError(`“${given}” is not a valid host name: ${name.error.issues[0]?.message ?? ''}.`);
}

/** The command line hands over what was typed. */
function settingsFrom(given: Partial<HostSettings>): HostSettings {
  const settings = hostSettingsSchema.safeParse(given);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new InvalidInputError(`${issue?.path.join('.') ?? 'A setting'} of the host: ${issue?.message ?? 'invalid'}.`);
}

/** No fingerprint has been compared yet: shows the host's, and how to print the same on the host itself. */
async function unknownKey(url: string, way: WaySettings, secrets: HostSecrets): Promise<TransportError> {
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

function listed(app: Application, host: Host): ListedHost {
  const jumpFields = app.store.hosts.jumpSecretFields(host.id);
  return {
    ...host,
    secretFields: app.store.hosts.secretFields(host.id),
    jumpSecretFields: jumpAddresses(host.settings).map((address) => jumpFields[address] ?? []),
    state: app.store.hostStates.of(host.id),
  };
}
