import fs from 'node:fs';
import path from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { causeKinds } from '../../domain/alerts/cause.ts';
import { AppError, messageOf } from '../../domain/errors.ts';
import { severities } from '../../domain/finding.ts';
import { hostNameSchema, hostSettingsSchema, secretFields } from '../../domain/host.ts';
import { scheduleInput } from '../../domain/schedule.ts';
import { signInFields, signInProblem } from '../../domain/sign-in.ts';
import { channelKinds } from '../../monitor/channels/kinds.ts';

/**
 * bilge.yaml: hosts, channels and schedules as a file. Its shape is checked before anything of it is used, and each mistake has its line. A
 * secret is never in it: `${file:/run/secrets/x}`, `${env:NAME}`, or a key that ends in `File`.
 */
const secret = z
  .string()
  .regex(/^\$\{(?:file|env):[^{}]+\}$/, 'write ${file:/path} or ${env:NAME}: a secret is not kept in this file');

const secretKeys = Object.fromEntries(secretFields.map((field) => [field, secret.optional()]));
const secretFileKeys = Object.fromEntries(
  secretFields.map((field) => [`${field}File`, z.string().startsWith('/', 'the whole path, from /').optional()]),
);
const { sudo, dockerSocket, hostAccess, agent, legacyAlgorithms, scanEveryMinutes } = hostSettingsSchema.shape;

const declaredHost = z
  .strictObject({
    name: hostNameSchema,
    url: z.string().min(1).max(500),
    /** the fingerprint of its key, as a person compared it */
    trust: z.string().startsWith('SHA256:', 'the fingerprint as `ssh-keygen -lf` prints it').optional(),
    settings: z.strictObject({ sudo, dockerSocket, hostAccess, agent, legacyAlgorithms, scanEveryMinutes }).optional(),
    secrets: z.strictObject({ ...secretKeys, ...secretFileKeys }).optional(),
  })
  .refine(({ url, trust }) => !url.startsWith('ssh://') || trust !== undefined, {
    path: ['url'],
    message: 'a host that is reached by SSH needs `trust`, the fingerprint of its key',
  });

const declaredChannel = z
  .strictObject({
    name: z.string().min(1).max(80),
    kind: z.enum(channelKinds.map(({ id }) => id) as [string, ...string[]]),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
    minimumSeverity: z.enum(severities).optional(),
    kinds: z.array(z.enum(causeKinds)).optional(),
    /** names; left out: every host */
    hosts: z.array(hostNameSchema).min(1, 'name at least one host, or leave it out').max(1000).optional(),
    ignoresQuietHours: z.boolean().optional(),
  })
  .superRefine(({ kind, values }, context) => {
    const fields = channelKinds.find(({ id }) => id === kind)?.fields ?? [];
    for (const [name, value] of Object.entries(values)) {
      const field = fields.find((one) => one.name === name.replace(/File$/, '')) ?? null;
      const why =
        field === null
          ? `${kind} has no field “${name}”; it has ${fields.map((one) => one.name).join(', ')}`
          : field.type === 'secret' && field.name === name
            ? (secret.safeParse(value).error?.issues[0]?.message ?? null)
            : null;
      if (why !== null) context.addIssue({ code: 'custom', path: ['values', name], message: why });
    }
  });

const { ca: _, ...signInKeys } = signInFields;
const declaredSignIn = z
  .strictObject({
    ...signInKeys,
    caFile: z.string().startsWith('/', 'the whole path, from /').optional(),
    clientSecret: secret.optional(),
    clientSecretFile: z.string().startsWith('/', 'the whole path, from /').optional(),
  })
  .superRefine((settings, context) => {
    const problem = signInProblem({ ...settings, ca: null });
    if (problem !== null) context.addIssue({ code: 'custom', path: [problem.path], message: problem.message });
  });

const declared = z.strictObject({
  version: z.literal(1, 'write `version: 1`'),
  hosts: z.array(declaredHost).max(1000).default([]),
  channels: z.array(declaredChannel).max(100).default([]),
  schedules: z.array(z.strictObject(scheduleInput.shape)).max(1000).default([]),
  /** single sign-on */
  signIn: declaredSignIn.optional(),
});
export type Declared = z.output<typeof declared>;
export type DeclaredHost = Declared['hosts'][number];
export type DeclaredSignIn = z.output<typeof declaredSignIn>;
export type DeclaredChannel = Declared['channels'][number];

export interface DeclaredProblem {
  /** from 1; null: of the whole file */
  line: number | null;
  why: string;
}

export type ReadDeclared = { ok: true; value: Declared } | { ok: false; problem: DeclaredProblem };

const mostBytes = 1024 * 1024;

export function readDeclaredFile(file: string): ReadDeclared {
  try {
    if (fs.statSync(file).size > mostBytes)
      return { ok: false, problem: { line: null, why: 'it is larger than 1 MiB' } };
    return parseDeclared(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return { ok: false, problem: { line: null, why: `it cannot be read: ${messageOf(error)}` } };
  }
}

export function parseDeclared(text: string): ReadDeclared {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : lines.linePos(offset).line;
  const [broken] = document.errors;
  if (broken !== undefined) return { ok: false, problem: { line: lineAt(broken.pos[0]), why: broken.message } };
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return { ok: false, problem: { line: null, why: messageOf(error) } };
  }
  const parsed = declared.safeParse(plain);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    const why = `${place === '' ? '' : `${place}: `}${issue?.message ?? 'invalid'}`;
    return { ok: false, problem: { line: lineAt(issue === undefined ? undefined : offsetOf(document, issue)), why } };
  }
  const twice = (['hosts', 'channels', 'schedules'] as const).flatMap((kind) => {
    const names = parsed.data[kind].map(({ name }) => name);
    const index = names.findIndex((name, at) => names.indexOf(name) !== at);
    return index < 0 ? [] : [{ kind, index, name: names[index] }];
  });
  const [first] = twice;
  if (first === undefined) return { ok: true, value: parsed.data };
  const node = document.getIn([first.kind, first.index], true);
  return {
    ok: false,
    problem: {
      line: lineAt(isNode(node) ? node.range?.[0] : undefined),
      why: `${first.kind}: there are two named “${first.name}”`,
    },
  };
}

/** Where an issue is: at the key that is unknown, at the value, or at what is around it. */
function offsetOf(document: ReturnType<typeof parseDocument>, issue: z.core.$ZodIssue): number | undefined {
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const around = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && key.value === issue.keys[0])
      : undefined;
    if (isScalar(pair?.key)) return pair.key.range?.[0];
  }
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) ? document.contents.range?.[0] : undefined;
}

/** The texts of `${file:…}`, `${env:…}` and of keys that end in `File`, read now. Throws for what is not there. */
export function withSecrets(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (value === undefined) return [];
      if (/.File$/.test(key)) return [[key.slice(0, -'File'.length), readSecret(value)]];
      const [, how, what = ''] = /^\$\{(file|env):([^{}]+)\}$/.exec(value) ?? [];
      if (how === 'file') return [[key, readSecret(what)]];
      if (how !== 'env') return [[key, value]];
      const found = process.env[what];
      if (!found) throw new AppError({ code: 'invalid-input', message: `The environment has no ${what}.` });
      return [[key, found]];
    }),
  );
}

function readSecret(file: string): string {
  try {
    if (!path.isAbsolute(file)) throw new Error('the whole path is needed, from /');
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    // Never with what is in it.
    throw new AppError({ code: 'invalid-input', message: `${file} cannot be read: ${messageOf(cause)}` });
  }
}
