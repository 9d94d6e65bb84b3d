import { messageOf, TransportError, type TransportFailure } from '../../domain/errors.ts';
import type { PinnedHostKey } from '../../domain/host.ts';
import type { LoginAttempts } from './ssh-login.ts';

/** ssh2 marks its errors with a level, Node its own with a code. */
interface RawFailure {
  level: string;
  code: string;
  text: string;
}

function rawFailure(error: unknown): RawFailure {
  const fields: { level?: unknown; code?: unknown } = typeof error === 'object' && error !== null ? error : {};
  return {
    level: typeof fields.level === 'string' ? fields.level : '',
    code: typeof fields.code === 'string' ? fields.code : '',
    text: messageOf(error),
  };
}

/** Why a connection could not be made, in words a person can act on. */
export function explainConnectFailure(options: {
  error: unknown;
  where: string;
  user: string;
  attempts: LoginAttempts;
  deadlineMs: number;
  /** whether old algorithms were offered too */
  legacy: boolean;
}): TransportError {
  const { error, where, user, attempts, deadlineMs } = options;
  if (error instanceof TransportError) return error;
  const raw = rawFailure(error);
  const build = (failure: TransportFailure, step: string, userMessage: string): TransportError =>
    new TransportError({ failure, step, message: `${where}: ${raw.text}`, userMessage, cause: error });

  if (raw.level === 'client-authentication') return build('auth-failed', 'login', explainLogin(where, user, attempts));
  if (raw.level === 'agent') {
    return build('auth-failed', 'login', `The ssh-agent could not sign the login to ${where}: ${raw.text}.`);
  }
  if (raw.level === 'client-timeout') {
    const seconds = Math.round(deadlineMs / 100) / 10;
    return build(
      'timed-out',
      'connect',
      `${where} did not finish the SSH greeting and login within ${seconds} s. The machine may be frozen or overloaded, or something other than an SSH server listens on that port.`,
    );
  }
  // Whichever side sees it first says it: we, or the server by its code 3.
  if ((raw.level === 'handshake' && /no matching/i.test(raw.text)) || /KEY_EXCHANGE_FAILED/.test(raw.text)) {
    return build(
      'misconfigured',
      'connect',
      `${where} and Bilge have no common SSH algorithm (${raw.text}). ${options.legacy ? 'Legacy algorithms were offered too.' : legacyCure} See KexAlgorithms, Ciphers, MACs and HostKeyAlgorithms in its sshd_config.`,
    );
  }
  const known = socketFailures[raw.code];
  if (known !== undefined) return build(known.failure, 'connect', `${known.text} (${where})`);
  if (/connection lost before handshake|ECONNRESET/i.test(raw.text)) {
    return build(
      'unreachable',
      'connect',
      `${where} closed the connection before login. sshd does that when there are too many concurrent unauthenticated connections (MaxStartups), when it has banned this address (fail2ban, DSM auto block), or when another service listens on that port.`,
    );
  }
  return build('unreachable', 'connect', `${where} could not be reached by SSH: ${raw.text}.`);
}

export const legacyCure =
  'Where the machine cannot be updated, allow “legacy algorithms” for this host (Settings, Hosts, Change; bilge host change NAME --legacy-algorithms).';

/** The pinned key is RSA, and no signature of it that is safe is offered. */
export function onlyOldSignature(where: string, pinned: PinnedHostKey, cause: unknown): TransportError {
  return new TransportError({
    failure: 'misconfigured',
    step: 'connect',
    message: `${where}: no signature by SHA-2 for the trusted RSA key ${pinned.fingerprint}: ${messageOf(cause)}`,
    userMessage: `${where} does not sign with the RSA key you trusted (${pinned.fingerprint}) in a way that is still safe (rsa-sha2). Nothing was sent. Either the machine is too old for that, or it no longer has this key. ${legacyCure} If it was reinstalled, trust its new key instead.`,
    cause,
  });
}

const socketFailures: Readonly<Record<string, { failure: TransportFailure; text: string }>> = {
  ECONNREFUSED: {
    failure: 'unreachable',
    text: 'The connection was refused: nothing listens there. Is SSH enabled on the host, and is the port right?',
  },
  ENOTFOUND: {
    failure: 'unreachable',
    text: 'The host name has no address. Check the spelling, or use the IP address.',
  },
  EAI_AGAIN: { failure: 'unreachable', text: 'The name server did not answer. Use the IP address, or check DNS here.' },
  EHOSTUNREACH: { failure: 'unreachable', text: 'No machine answers at that address. Is the host switched on?' },
  ENETUNREACH: { failure: 'unreachable', text: 'There is no network route to that address.' },
  EACCES: { failure: 'unreachable', text: 'This machine is not allowed to connect there (firewall).' },
  ETIMEDOUT: {
    failure: 'timed-out',
    text: 'The host did not answer at all. Is it switched on, and does a firewall drop the port?',
  },
};

function explainLogin(where: string, user: string, attempts: LoginAttempts): string {
  const accepted = attempts.accepted.join(', ');
  const tried = attempts.tried.map((method) => loginWords[method] ?? method);
  if (attempts.unansweredPrompts.length > 0) {
    return `${where} asks "${attempts.unansweredPrompts[0]}" at login, which Bilge cannot answer. Use a key instead of a password for this user.`;
  }
  if (tried.length === 0) {
    const nothing =
      accepted === ''
        ? 'No key, password or agent is stored for it.'
        : `It accepts only ${accepted}, and no such credential is stored for it.`;
    return `${where} requires a login. ${nothing} Provide a private key or a password, or allow the ssh-agent.`;
  }
  const takes = accepted === '' ? '' : ` It accepts: ${accepted}.`;
  const keyHint = attempts.tried.includes('publickey')
    ? ` Is the public half of the key in the authorized_keys file of ${user}, with no write permission for others on the file and its folders?`
    : '';
  const rootHint = user === 'root' ? ' Login as root may be forbidden there (PermitRootLogin).' : '';
  return `${where} refused the login of ${user} with ${tried.join(' and ')}.${takes}${keyHint}${rootHint}`;
}

const loginWords: Readonly<Record<string, string>> = {
  publickey: 'the private key',
  agent: 'the keys of the ssh-agent',
  password: 'the password',
  'keyboard-interactive': 'the password (asked interactively)',
};

/** An open connection that is not there any more. */
export function connectionLost(where: string, cause: unknown): TransportError {
  const raw = rawFailure(cause);
  const isFrozen = /keepalive/i.test(raw.text);
  const why = cause === undefined || cause === null ? 'the server closed it' : raw.text;
  return new TransportError({
    failure: 'connection-lost',
    step: 'connection',
    message: `The SSH connection to ${where} was lost: ${why}`,
    userMessage: isFrozen
      ? `${where} stopped answering, so its SSH connection was closed. The machine may be frozen, asleep or off the network. What was read so far is not used.`
      : `The SSH connection to ${where} was lost (${why}). What was read so far is not used; try again.`,
    cause,
  });
}
