import { InvalidInputError } from '../../domain/errors.ts';
import { counted } from '../../domain/format.ts';
import type {
  Host,
  HostSecrets,
  HostSettings,
  LoginSecretField,
  LoginSecrets,
  PinnedHostKey,
} from '../../domain/host.ts';
import { formatAddress, parseSshAddress } from '../../hosts/address.ts';

/** The login for each jump host, in the order of `settings.jump`. A text sets a field, null removes it, an absent one stays. */
export type JumpSecretsChange = readonly { [K in LoginSecretField]?: string | null }[];

export function jumpAddresses(settings: Pick<HostSettings, 'jump'>): string[] {
  return settings.jump.map((url) => formatAddress(parseSshAddress(url)));
}

/** By address from here on: what is put in a jump host's place later does not get what was meant for it. */
export function byAddress(
  settings: Pick<HostSettings, 'jump'>,
  given: JumpSecretsChange,
): Record<string, JumpSecretsChange[number]> {
  const addresses = jumpAddresses(settings);
  if (given.length > addresses.length) {
    throw new InvalidInputError(
      `A login is given for jump host ${given.length}, but this host has ${counted(addresses.length, 'jump host')}.`,
    );
  }
  const found: Record<string, JumpSecretsChange[number]> = {};
  for (const [index, change] of given.entries()) {
    const address = addresses[index];
    if (address !== undefined && Object.keys(change).length > 0) found[address] = { ...found[address], ...change };
  }
  return found;
}

/** The secrets as they will be. */
export function withJumps(
  settings: Pick<HostSettings, 'jump'>,
  secrets: HostSecrets,
  change: Record<string, JumpSecretsChange[number]>,
): HostSecrets {
  const { jumps: before = {}, ...own } = secrets;
  const jumps: Record<string, LoginSecrets> = {};
  for (const address of jumpAddresses(settings)) {
    const merged = Object.entries({ ...before[address], ...change[address] });
    const kept = merged.filter(([, text]) => text !== null && text !== undefined);
    if (kept.length > 0) jumps[address] = Object.fromEntries(kept);
  }
  return Object.keys(jumps).length === 0 ? own : { ...own, jumps };
}

/**
 * A jump host that is named now is asked for its login now, not when the way fails at night. Nothing of its own is right where the host's own
 * key or the agent may be tried; the host's password never is (see `loginSecretsOf`).
 */
export function requireJumpLogins(
  settings: Pick<HostSettings, 'jump' | 'agent'>,
  secrets: HostSecrets,
  known: readonly string[] = [],
): void {
  for (const [index, address] of jumpAddresses(settings).entries()) {
    const own = secrets.jumps?.[address];
    if (own?.passphrase !== undefined && own.privateKey === undefined)
      throw new InvalidInputError(`A passphrase is given for the jump host ${address}, but no private key.`);
    if (own !== undefined || known.includes(address) || secrets.privateKey !== undefined || settings.agent) continue;
    throw new InvalidInputError(
      `Give the login of the jump host ${address}: its password (--jump-password-stdin ${index + 1}) or a private key (--jump-key ${index + 1}=FILE). It never receives the password of the host behind it.`,
    );
  }
}

/** The keys that were compared stay with their machines when the list changes; a machine that is new in it has none yet. */
export function jumpKeysFor(host: Host, settings: Pick<HostSettings, 'jump'>): (PinnedHostKey | null)[] {
  const before = jumpAddresses(host.settings);
  return jumpAddresses(settings).map((address) => {
    const index = before.indexOf(address);
    return index < 0 ? null : (host.settings.jumpHostKeys[index] ?? null);
  });
}
