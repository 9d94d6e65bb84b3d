import { z } from 'zod';
import type { HostId } from './ids.ts';

/**
 * A Host is one engine on one machine. How it is reached is its `url`:
 * `ssh://user@host:port`, `unix:///path/docker.sock`, `tcp://host:port`; `demo:name` is a recording, which is never reached.
 */
const sudoModes = ['none', 'nopasswd', 'password'] as const;

export const hostNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dot, dash and underscore; begins with a letter or digit');

/** A public SSH host key as pinned: the blob decides, the rest is for people and for offering the right algorithm. */
export const pinnedHostKeySchema = z.object({
  keyType: z.string(),
  /** base64 of the public key blob */
  blob: z.string(),
  /** `SHA256:…`, as `ssh-keygen -lf` prints it */
  fingerprint: z.string(),
});
export type PinnedHostKey = z.infer<typeof pinnedHostKeySchema>;

export const hostSettingsSchema = z.object({
  sudo: z.enum(sudoModes).default('none'),
  /** Where the Engine's socket is on the host, if not where it always is. */
  dockerSocket: z.string().startsWith('/', 'the whole path of the socket, from /').nullable().default(null),
  /** `helper`: a short-lived container may be used to look at the host where there is a socket but no shell. */
  hostAccess: z.enum(['shell', 'helper', 'none']).default('shell'),
  /** Jump hosts, nearest first: `ssh://user@host:port`. */
  jump: z.array(z.string()).default([]),
  /** Use the ssh-agent of the dashboard's own environment. */
  agent: z.boolean().default(false),
  /** Also algorithms that are no longer safe (SHA-1 signatures and checksums, CBC): for machines too old for any other. */
  legacyAlgorithms: z.boolean().default(false),
  /** How often it is scanned; longer where a scan costs it much. */
  scanEveryMinutes: z.number().int().min(5).max(10_080).default(15),
  hostKey: pinnedHostKeySchema.nullable().default(null),
  jumpHostKeys: z.array(pinnedHostKeySchema).default([]),
  tlsCa: z.string().nullable().default(null),
  tlsCert: z.string().nullable().default(null),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

export const loginSecretFields = ['privateKey', 'passphrase', 'password'] as const;
export type LoginSecretField = (typeof loginSecretFields)[number];

/** What logs in at one machine. */
export type LoginSecrets = { [K in LoginSecretField]?: string };

export const secretFields = [...loginSecretFields, 'sudoPassword', 'tlsKey'] as const;
export type SecretField = (typeof secretFields)[number];

/** Opened from the sealed store just before use; never logged, never in argv, never sent to a browser. */
export interface HostSecrets extends LoginSecrets {
  sudoPassword?: string;
  tlsKey?: string;
  /**
   * Of the jump hosts, by their addresses as `formatAddress` writes them: a secret belongs to a machine. By its place in the list it would go
   * to whatever machine is put there later.
   */
  jumps?: Readonly<Record<string, LoginSecrets>>;
}

/** A text sets, null removes, what is left out stays. */
export type SecretsChange = { [K in SecretField]?: string | null } & {
  jumps?: Readonly<Record<string, { [K in LoginSecretField]?: string | null }>>;
};

export interface Host {
  readonly id: HostId;
  readonly name: string;
  readonly url: string;
  readonly settings: HostSettings;
  readonly createdAt: string;
  /** Set only where the stored settings cannot be read: why. Nothing connects to it until they are set again. Never stored. */
  readonly unreadable?: string;
}

export type HostAddress =
  | { kind: 'ssh'; user: string; host: string; port: number }
  | { kind: 'unix'; path: string }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'demo'; name: string };
