import '../ui/without-eval.ts';

import { schemaResolver } from '@mantine/form';
import { z } from 'zod';
import { hostNameSchema, hostSettingsSchema } from '@/lib/domain/host';
import type { HostFormValues } from './host-form-values';
import { hostProblemWords } from './host-problem-words';
import { emptyJumpLogin, jumpsOf } from './jump-logins.ts';
import { madeKeyWords } from './made-key-words.ts';

/**
 * What can be checked in a field before anything is sent. The rules of names and settings are those of the API itself
 * (lib/domain/host.ts); whether the host answers is what the test is for.
 */
type Say = (field: keyof HostFormValues, message: string) => void;

const jumpLogin = z.object({
  with: z.enum(['host', 'stored', 'password', 'key']),
  password: z.string(),
  privateKey: z.string(),
  passphrase: z.string(),
});

const fields = z.object({
  name: z.string(),
  way: z.enum(['socket', 'ssh', 'tcp']),
  address: z.string(),
  port: z.string(),
  user: z.string(),
  login: z.enum(['make', 'key', 'password', 'agent']),
  madeKey: z.string(),
  privateKey: z.string(),
  passphrase: z.string(),
  password: z.string(),
  sudo: z.enum(['none', 'nopasswd', 'password']),
  sudoPassword: z.string(),
  socketPath: z.string(),
  helper: z.boolean(),
  jump: z.string(),
  jumpLogins: z.record(z.string(), jumpLogin),
  legacyAlgorithms: z.boolean(),
  dockerSocket: z.string(),
  tcpAddress: z.string(),
  tlsCa: z.string(),
  tlsCert: z.string(),
  tlsKey: z.string(),
});

const hostFormSchema = fields.superRefine((values, context) => {
  const say: Say = (field, message) => context.addIssue({ code: 'custom', path: [field], message });
  const name = nameProblem(values.name);
  if (name !== null) say('name', name);
  if (values.way === 'ssh') judgeSsh(values, say);
  if (values.way === 'socket' && !values.socketPath.trim().startsWith('/'))
    say('socketPath', hostProblemWords.socketPath);
  if (values.way === 'tcp' && values.tcpAddress.trim() === '') say('tcpAddress', hostProblemWords.hostAndPort);
  if (values.way === 'tcp' && (values.tlsCert.trim() === '') !== (values.tlsKey.trim() === ''))
    say(values.tlsCert.trim() === '' ? 'tlsCert' : 'tlsKey', hostProblemWords.certificateAndKey);
});

/** The first sentence of each field that is refused. */
export const hostFormRules = schemaResolver(hostFormSchema, { sync: true });

/** Null where the API takes the name as it is. */
export function nameProblem(text: string): string | null {
  if (text.trim() === '') return hostProblemWords.name;
  const read = hostNameSchema.safeParse(text.trim());
  if (read.success) return null;
  return text.trim().length > 63 ? hostProblemWords.longName : sentence(read.error.issues[0]?.message);
}

/** Null where each word is the address of a jump host. */
export function jumpProblem(text: string): string | null {
  const wrong = jumpsOf(text).find((url) => !/^ssh:\/\/[^\s/]+\/?$/.test(url));
  return wrong === undefined ? null : hostProblemWords.jumpForm(wrong);
}

/** Null where it may be a private key, or nothing was pasted. */
export function keyProblem(text: string): string | null {
  const isPublic = /BEGIN [A-Z ]*PUBLIC KEY|^\s*(ssh-|ecdsa-)\S+ /.test(text);
  return isPublic ? hostProblemWords.publicKey : null;
}

function judgeSsh(values: HostFormValues, say: Say): void {
  if (values.address.trim() === '') say('address', hostProblemWords.address);
  else if (/[\s/@]/.test(values.address.trim())) say('address', hostProblemWords.onlyAddress);
  const port = values.port.trim();
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    say('port', hostProblemWords.port);
  if (values.user.trim() === '') say('user', hostProblemWords.user);
  if (values.login === 'key') {
    const problem = values.privateKey.trim() === '' ? hostProblemWords.key : keyProblem(values.privateKey);
    if (problem !== null) say('privateKey', problem);
  }
  if (values.login === 'make' && values.madeKey === '') say('madeKey', madeKeyWords.missing);
  if (values.login === 'password' && values.password === '') say('password', hostProblemWords.password);
  if (values.user.trim() !== 'root' && values.sudo === 'password' && values.sudoPassword === '')
    say('sudoPassword', hostProblemWords.sudoPassword);
  const socket = values.dockerSocket.trim();
  const read = hostSettingsSchema.shape.dockerSocket.safeParse(socket === '' ? null : socket);
  if (!read.success) say('dockerSocket', sentence(read.error.issues[0]?.message));
  judgeJumps(values, say);
}

function judgeJumps(values: HostFormValues, say: Say): void {
  const problem = jumpProblem(values.jump);
  if (problem !== null) say('jump', problem);
  const untouched = emptyJumpLogin({ hasKeyOrAgent: values.login !== 'password', isStored: false });
  const lacking = jumpsOf(values.jump).find((url) => {
    const login = values.jumpLogins[url] ?? untouched;
    return (
      (login.with === 'password' && login.password === '') || (login.with === 'key' && login.privateKey.trim() === '')
    );
  });
  if (problem === null && lacking !== undefined) say('jump', hostProblemWords.jumpLogin(lacking));
}

function sentence(text = hostProblemWords.invalid): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}
