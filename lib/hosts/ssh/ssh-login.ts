import { createHash } from 'node:crypto';
import ssh2, { type AnyAuthMethod, type AuthenticationType, type ParsedKey } from 'ssh2';
import { messageOf, TransportError } from '../../domain/errors.ts';
import type { LoginSecrets } from '../../domain/host.ts';

export interface LoginOptions {
  user: string;
  /** `user@host:port`, for people */
  where: string;
  /** only this machine's own */
  secrets: LoginSecrets;
  /** path of the ssh-agent's socket, where it may be used */
  agentSocket: string | null;
}

/** What was tried and what the server would have taken, for the message when all of it failed. */
export interface LoginAttempts {
  tried: string[];
  accepted: AuthenticationType[];
  /** prompts of the server that Bilge had no answer for */
  unansweredPrompts: string[];
}

type NextMethod = (accepted: AuthenticationType[] | null) => AnyAuthMethod | false;

/**
 * Asks with `none` first: sshd does not count that as a failure and answers with the methods it takes, so nothing is sent that
 * it would refuse anyway. A wrong password counts against MaxAuthTries and fail2ban; it is given once, not once per method.
 */
export function planLogin(options: LoginOptions): { next: NextMethod; attempts: LoginAttempts } {
  const attempts: LoginAttempts = { tried: [], accepted: [], unansweredPrompts: [] };
  const methods = methodsOf(options, attempts);
  let asked = false;
  const next: NextMethod = (accepted) => {
    if (!asked) {
      asked = true;
      return { type: 'none', username: options.user };
    }
    if (accepted !== null) attempts.accepted = accepted;
    while (true) {
      const method = methods.shift();
      if (method === undefined) return false;
      // To a server, an agent is just another way to sign for a public key.
      const wireName = method.type === 'agent' ? 'publickey' : method.type;
      if (accepted !== null && !accepted.includes(wireName)) continue;
      const passwordSpent = attempts.tried.includes('password');
      if (method.type === 'keyboard-interactive' && passwordSpent && accepted?.includes('password')) continue;
      attempts.tried.push(method.type);
      return method;
    }
  };
  return { next, attempts };
}

const secondFactorPattern = /code|token|otp|verif|factor|duo|\bpin\b|challenge/i;

function methodsOf(options: LoginOptions, attempts: LoginAttempts): AnyAuthMethod[] {
  const { user, secrets, agentSocket, where } = options;
  const methods: AnyAuthMethod[] = [];
  if (secrets.privateKey !== undefined) {
    const key = openPrivateKey({ text: secrets.privateKey, passphrase: secrets.passphrase, where });
    methods.push({ type: 'publickey', username: user, key });
  }
  if (agentSocket !== null) methods.push({ type: 'agent', username: user, agent: agentSocket });
  const { password } = secrets;
  if (password !== undefined) {
    methods.push({ type: 'password', username: user, password });
    methods.push({
      type: 'keyboard-interactive',
      username: user,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        const answers = prompts.map((prompt) => {
          // The prompt may be in any language ("Mot de passe:"), so what is left out are the words for a second factor.
          const wantsPassword = prompt.echo !== true && !secondFactorPattern.test(prompt.prompt);
          if (wantsPassword) return password;
          attempts.unansweredPrompts.push(prompt.prompt.trim());
          return '';
        });
        finish(answers);
      },
    });
  }
  return methods;
}

/** Opening an encrypted OpenSSH key costs 180 ms of bcrypt on this thread, so each key is opened once. */
const openedKeys = new Map<string, ParsedKey>();
const openedKeysKept = 64;

function openPrivateKey(options: { text: string; passphrase: string | undefined; where: string }): ParsedKey {
  const { text, passphrase, where } = options;
  const cacheKey = createHash('sha256')
    .update(`${text.length}:${text}${passphrase ?? ''}`)
    .digest('hex');
  const opened = openedKeys.get(cacheKey);
  if (opened !== undefined) return opened;
  const parsed = ssh2.utils.parseKey(text, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error || key === undefined || !key.isPrivateKey()) {
    throw unusableKey(where, key instanceof Error ? key : undefined);
  }
  if (openedKeys.size >= openedKeysKept) openedKeys.clear();
  openedKeys.set(cacheKey, key);
  return key;
}

function unusableKey(where: string, cause: Error | undefined): TransportError {
  const text = cause === undefined ? 'it is a public key' : messageOf(cause);
  const cure = /no passphrase given/i.test(text)
    ? 'The key is encrypted. Provide its passphrase (--passphrase-stdin).'
    : /bad passphrase|bad decrypt|integrity check/i.test(text)
      ? 'The passphrase does not decrypt the key. Provide the right one.'
      : cause === undefined
        ? 'Provide the private key, the file without .pub.'
        : 'It must be an OpenSSH or PEM private key. ssh-keygen -p -f KEY rewrites an old one.';
  return new TransportError({
    failure: 'auth-failed',
    step: 'login',
    message: `The private key for ${where} cannot be used: ${text}`,
    userMessage: `The private key for ${where} cannot be used. ${cure}`,
    cause,
  });
}
