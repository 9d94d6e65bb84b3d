import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError, TransportError } from '../../domain/errors.ts';
import type { Host, HostSecrets, HostSettings } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import type { HostCheck } from '../../domain/session.ts';
import { formatAddress, parseAddress } from '../../hosts/address.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { recordingNamed } from '../recordings/recordings.ts';
import { hostOf, type ListedHost, listed, nameFrom, settingsFrom, unknownKey } from './hosts.ts';
import { byAddress, type JumpSecretsChange, requireJumpLogins, withJumps } from './jump-hosts.ts';
import { forgetMadeKey, openMadeKey } from './made-keys.ts';

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
  /** the id of a key that Bilge made for it, in the place of `secrets.privateKey` */
  madeKey?: string | null;
  /** store it although it does not answer yet; the keys of one that answers are compared all the same */
  unreached?: boolean;
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
    if (input.madeKey) forgetMadeKey(app, input.madeKey);
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

/** The host as it was entered, with no key yet. */
function described(app: Application, input: NewHost): { host: Host; secrets: HostSecrets } {
  const name = nameFrom(input.name);
  const address = parseAddress(input.url);
  const settings = settingsFrom(input.settings);
  const own = input.madeKey ? { ...input.secrets, privateKey: openMadeKey(app, input.madeKey) } : input.secrets;
  const secrets = withJumps(settings, own, byAddress(settings, input.jumpSecrets ?? []));
  requireJumpLogins(settings, secrets);
  if (address.kind === 'demo') recordingNamed(app, address.name);
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
