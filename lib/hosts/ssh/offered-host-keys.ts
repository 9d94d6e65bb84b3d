import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { InvalidInputError, messageOf, TransportError } from '../../domain/errors.ts';
import type { HostSecrets, PinnedHostKey } from '../../domain/host.ts';
import { parseAddress, type SshAddress } from '../address.ts';
import { describeSsh } from './connect-ssh.ts';
import { describeHostKey, hostKeyAlgorithms, normalizeFingerprint } from './host-keys.ts';
import { sshAlgorithms } from './ssh-algorithms.ts';
import { type Hop, hopsOf, openJumpPath, type WaySettings } from './ssh-chain.ts';
import { explainConnectFailure, legacyCure } from './ssh-failure.ts';

/**
 * A server shows one host key per connection, the one of the type that was negotiated. `--trust` may name any of them (people
 * copy the line ssh-keygen printed for whichever file they found first), so each type is requested in a separate connection that
 * ends before login. One after the other: sshd drops concurrent unauthenticated connections at random (MaxStartups).
 */
const probeDeadlineMs = 10_000;

/** Every host key the target offers, best type first. Jump hosts on the way must be trusted already. */
export async function offeredHostKeys(
  url: string,
  settings: WaySettings,
  secrets: HostSecrets,
  options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<PinnedHostKey[]> {
  const found: PinnedHostKey[] = [];
  for await (const key of probeHop({ url, settings, secrets, hopIndex: settings.jump.length, ...options }))
    found.push(key);
  return found;
}

/** The offered key with that fingerprint, to be stored. Refuses with what is offered instead. */
export async function resolveTrust(
  url: string,
  settings: WaySettings,
  secrets: HostSecrets,
  fingerprint: string,
  options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<PinnedHostKey> {
  return await matchHop({
    url,
    settings,
    secrets,
    fingerprints: [normalizeFingerprint(fingerprint)],
    hopIndex: settings.jump.length,
    ...options,
  });
}

/** The same for a host behind jump hosts: each hop must offer one of the fingerprints. */
export async function resolveTrustChain(
  url: string,
  settings: WaySettings,
  secrets: HostSecrets,
  fingerprints: readonly string[],
  options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<{ hostKey: PinnedHostKey; jumpHostKeys: PinnedHostKey[] }> {
  const ask = { url, secrets, fingerprints: fingerprints.map(normalizeFingerprint), ...options };
  return await eachHop(settings, async (hop) => {
    // A jump host that is pinned is not asked again; the target always is.
    if (hop.hopIndex < settings.jump.length && hop.pinned !== null) return hop.pinned;
    return await matchHop({ ...ask, hopIndex: hop.hopIndex, settings: hop.trusting });
  });
}

/**
 * After a machine was reinstalled: each hop that offers one of the fingerprints is pinned to that key, each other one keeps its own, which it must
 * still offer. Refuses a fingerprint that no hop offers, so a typing error does not go unnoticed.
 */
export async function renewTrust(
  url: string,
  settings: WaySettings,
  secrets: HostSecrets,
  fingerprints: readonly string[],
  options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<{ hostKey: PinnedHostKey; jumpHostKeys: PinnedHostKey[] }> {
  const wanted = fingerprints.map(normalizeFingerprint);
  const ask = { url, secrets, fingerprints: wanted, ...options };
  const { hostKey, jumpHostKeys } = await eachHop(settings, ({ hopIndex, pinned, trusting }) =>
    matchHop({ ...ask, hopIndex, settings: trusting, kept: pinned }),
  );
  const found = [...jumpHostKeys, hostKey].map((key) => key.fingerprint);
  const unused = wanted.filter((fingerprint) => !found.includes(fingerprint));
  if (unused.length > 0) {
    throw new InvalidInputError(
      `${unused.join(' and ')} is not a key of ${url}${settings.jump.length > 0 ? ', or of a jump host before it' : ''}; nothing was changed. Print the right ones on the host itself: for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done`,
    );
  }
  return { hostKey, jumpHostKeys };
}

interface HopToPin {
  hopIndex: number;
  /** the key it was trusted by until now */
  pinned: PinnedHostKey | null;
  /** with the keys just found of the jump hosts before it */
  trusting: WaySettings;
}

/** Nearest first: each hop is asked through those before it; the target is the last. */
async function eachHop(
  settings: WaySettings,
  keyOf: (hop: HopToPin) => Promise<PinnedHostKey>,
): Promise<{ hostKey: PinnedHostKey; jumpHostKeys: PinnedHostKey[] }> {
  const jumpHostKeys: PinnedHostKey[] = [];
  const trusting = { ...settings, jumpHostKeys };
  for (const [hopIndex] of settings.jump.entries())
    jumpHostKeys.push(await keyOf({ hopIndex, pinned: settings.jumpHostKeys[hopIndex] ?? null, trusting }));
  const hostKey = await keyOf({ hopIndex: settings.jump.length, pinned: settings.hostKey, trusting });
  return { hostKey, jumpHostKeys };
}

interface ProbeOptions {
  url: string;
  settings: WaySettings;
  secrets: HostSecrets;
  /** which hop to ask: 0 is the nearest jump host, the number of jumps is the target */
  hopIndex: number;
  signal?: AbortSignal;
  deadlineMs?: number;
}

interface MatchOptions extends ProbeOptions {
  fingerprints: readonly string[];
  /** stays where the hop offers none of the fingerprints, but still this */
  kept?: PinnedHostKey | null;
}

async function matchHop(options: MatchOptions): Promise<PinnedHostKey> {
  const offered: PinnedHostKey[] = [];
  for await (const key of probeHop(options)) {
    if (options.fingerprints.includes(key.fingerprint)) return key;
    offered.push(key);
  }
  const { kept } = options;
  if (kept && offered.some((key) => key.fingerprint === kept.fingerprint)) return kept;
  const hop = hopsOf({ address: sshAddressOf(options.url), settings: options.settings })[options.hopIndex];
  const where = hop === undefined ? options.url : describeSsh(hop.address);
  const best = offered[0];
  const list = offered.map((key) => `${key.keyType} ${key.fingerprint}`).join(', ');
  throw new TransportError({
    failure: 'host-key-unknown',
    step: hop?.isJump === true ? `jump host ${where}: host-key` : 'host-key',
    ...(best === undefined ? {} : { offered: { fingerprint: best.fingerprint, keyType: best.keyType } }),
    message: `${where} offers no host key with the fingerprint ${options.fingerprints.join(' or ')}; it offers ${list}`,
    userMessage: `${where} has no host key with the fingerprint ${options.fingerprints.join(' or ')}. It offers: ${list}. Nothing was sent to it. Print the right ones on the host itself: for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done`,
  });
}

async function* probeHop(options: ProbeOptions): AsyncGenerator<PinnedHostKey> {
  const address = sshAddressOf(options.url);
  const hops = hopsOf({ address, settings: options.settings });
  const hop = hops[options.hopIndex];
  if (hop === undefined) throw new InvalidInputError('There is no such jump host.');
  const deadlineMs = options.deadlineMs ?? probeDeadlineMs;
  const legacy = options.settings.legacyAlgorithms;
  const chain = {
    address,
    settings: options.settings,
    secrets: options.secrets,
    deadlineMs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const path = await openJumpPath({ ...chain, jumps: hops.slice(0, options.hopIndex) });
  try {
    let found = 0;
    for (const keyType of Object.keys(hostKeyAlgorithms)) {
      options.signal?.throwIfAborted();
      const key = await probeType({ hop, keyType, through: await path.openTo(hop.address), deadlineMs, legacy });
      if (key === null) continue;
      found += 1;
      yield key;
    }
    if (found === 0) {
      throw new TransportError({
        failure: 'misconfigured',
        step: 'host-key',
        message: `${describeSsh(hop.address)} offers no host key of a type Bilge knows`,
        userMessage: `${describeSsh(hop.address)} offers no host key of a type Bilge knows (${Object.keys(hostKeyAlgorithms).join(', ')})${legacy ? '' : ' with a signature that is still safe'}. Create one on the host: ssh-keygen -A${legacy ? '' : `. ${legacyCure}`}`,
      });
    }
  } finally {
    await path.close();
  }
}

/** null where the server has no key of that type. */
async function probeType(options: {
  hop: Hop;
  keyType: string;
  through: Duplex | undefined;
  deadlineMs: number;
  legacy: boolean;
}): Promise<PinnedHostKey | null> {
  const { hop, keyType, through, deadlineMs, legacy } = options;
  const client = new Client();
  let seen: PinnedHostKey | null = null;
  try {
    return await new Promise<PinnedHostKey | null>((resolve, reject) => {
      const fail = (error: unknown) => {
        if (seen !== null) resolve(seen);
        else if (/no matching (?:server )?host key/i.test(messageOf(error))) resolve(null);
        else reject(error);
      };
      const timer = setTimeout(
        () => fail(Object.assign(new Error(`no host key within ${deadlineMs} ms`), { level: 'client-timeout' })),
        deadlineMs,
      );
      const settle = (error: unknown) => {
        clearTimeout(timer);
        fail(error);
      };
      client
        .on('error', settle)
        .on('close', () => settle(new Error('the connection was closed before it showed a key')));
      client.connect({
        host: hop.address.host,
        port: hop.address.port,
        username: hop.address.user,
        readyTimeout: deadlineMs,
        algorithms: sshAlgorithms({ keyType, legacy }),
        hostVerifier: (blob: Buffer): boolean => {
          seen = describeHostKey(blob);
          return false;
        },
        ...(through === undefined ? {} : { sock: through }),
      });
    });
  } catch (error) {
    const attempts = { tried: [], accepted: [], unansweredPrompts: [] };
    throw explainConnectFailure({
      error,
      where: describeSsh(hop.address),
      user: hop.address.user,
      attempts,
      deadlineMs,
      legacy,
    });
  } finally {
    client.on('error', () => {});
    client.destroy();
  }
}

function sshAddressOf(url: string): SshAddress {
  const address = parseAddress(url);
  if (address.kind !== 'ssh')
    throw new InvalidInputError(`${url} is not reached by SSH, so it has no host key to trust.`);
  return address;
}
