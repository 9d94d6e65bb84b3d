import { z } from 'zod';
import { addedHost, artifactReport, hostCheck, listedHost, madeKey } from '@/lib/domain/answers/host.ts';
import { hostNameSchema, hostSettingsSchema } from '@/lib/domain/host.ts';
import type { HostCheck } from '@/lib/domain/session.ts';
import { addHost, type NewHost, testNewHost } from '@/lib/usecases/hosts/add-host.ts';
import { findArtifacts } from '@/lib/usecases/hosts/host-artifacts.ts';
import { findHost, listHosts, testHostNow, updateHost } from '@/lib/usecases/hosts/hosts.ts';
import { makeKey } from '@/lib/usecases/hosts/made-keys.ts';
import { removeHost } from '@/lib/usecases/hosts/remove-host.ts';
import { json, lines } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const settings = hostSettingsSchema.omit({ hostKey: true, jumpHostKeys: true }).partial();
const secretText = z.string().max(100_000);
const loginSecrets = z.object({ privateKey: secretText, passphrase: secretText, password: secretText }).partial();
const loginSecretsChange = z
  .object({ privateKey: secretText.nullable(), passphrase: secretText.nullable(), password: secretText.nullable() })
  .partial();
const mostJumps = 10;
const secrets = z
  .object({
    privateKey: secretText,
    passphrase: secretText,
    password: secretText,
    sudoPassword: secretText,
    tlsKey: secretText,
  })
  .partial();
const newHost = z.object({
  name: hostNameSchema,
  url: z.string().min(1).max(500),
  settings: settings.default({}),
  secrets: secrets.default({}),
  // For each of settings.jump, in their order: a jump host gets only its own secrets, never the password of the host behind it.
  jumpSecrets: z.array(loginSecrets).max(mostJumps).default([]),
  trust: z.string().nullable().default(null),
  trustJumps: z.array(z.string()).default([]),
  unreached: z.boolean().default(false),
  madeKey: z.string().max(100).nullable().default(null),
});

/** zod says `| undefined` where exactOptionalPropertyTypes wants the key to be absent. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function newHostOf(body: z.output<typeof newHost>): NewHost {
  const { settings, secrets, jumpSecrets } = body;
  return { ...body, settings: present(settings), secrets: present(secrets), jumpSecrets: jumpSecrets.map(present) };
}

export const hostEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/hosts',
    summary: 'All hosts and how each was last reached',
    role: 'viewer',
    mutates: false,
    response: json(z.array(listedHost)),
    respond: ({ app, actor }) => listHosts(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts',
    summary:
      'Adds a host (`jumpSecrets`: the login for each of `settings.jump`); an unknown SSH key is refused with its fingerprint (`offered`) until `trust` names it; `unreached` stores one that does not answer yet, with no key trusted',
    role: 'admin',
    mutates: true,
    body: newHost,
    response: json(addedHost, 201),
    respond: async ({ app, actor, body }) => {
      const checks: HostCheck[] = [];
      const host = await addHost(app, actor, newHostOf(body), (check) => checks.push(check));
      return { ...host, checks };
    },
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/test',
    summary: 'Tests each step of connecting to a host that is not stored; one JSON line per step',
    role: 'admin',
    mutates: false,
    body: newHost,
    response: lines(hostCheck),
    respond: ({ app, actor, body }) => testNewHost(app, actor, newHostOf(body)),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/keys',
    summary:
      'Makes an SSH key for a host that is about to be added, and answers the public line to paste there; name it as `madeKey` when the host is tested and added. The private half is sealed and never answered',
    role: 'admin',
    mutates: true,
    body: z.object({ name: hostNameSchema }),
    response: json(madeKey, 201),
    respond: ({ app, actor, body }) => makeKey(app, actor, body.name),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}',
    summary: 'One host, by id or name',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(listedHost),
    respond: ({ app, actor, params }) => findHost(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'PATCH',
    path: '/hosts/{id}',
    summary:
      'Changes name, settings or secrets; `jumpSecrets` are those of `settings.jump`, in their order; `trust` pins new host keys that a person compared (of the host or its jump hosts)',
    role: 'admin',
    needsFreshLogin: true,
    mutates: true,
    params: byId,
    body: z.object({
      name: hostNameSchema.optional(),
      settings: settings.optional(),
      secrets: z
        .object({
          privateKey: secretText.nullable(),
          passphrase: secretText.nullable(),
          password: secretText.nullable(),
          sudoPassword: secretText.nullable(),
          tlsKey: secretText.nullable(),
        })
        .partial()
        .optional(),
      jumpSecrets: z.array(loginSecretsChange).max(mostJumps).optional(),
      trust: z.string().optional(),
    }),
    response: json(listedHost),
    respond: ({ app, actor, params, body }) =>
      updateHost(app, actor, params.id, {
        name: body.name,
        settings: body.settings ? present(body.settings) : undefined,
        secrets: body.secrets ? present(body.secrets) : undefined,
        jumpSecrets: body.jumpSecrets?.map(present),
        trust: body.trust,
      }),
  }),
  defineEndpoint({
    method: 'DELETE',
    path: '/hosts/{id}',
    summary:
      'Removes a host with everything stored about it; answers what Bilge left on it. clean=1 deletes Bilge’s own files there first',
    role: 'admin',
    needsFreshLogin: true,
    mutates: true,
    params: byId,
    query: z.object({ clean: z.enum(['0', '1']).default('0') }),
    response: json(artifactReport),
    respond: ({ app, actor, params, query }) => removeHost(app, actor, params.id, { clean: query.clean === '1' }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/artifacts',
    summary: 'What Bilge left on the host; asks the host now',
    role: 'operator',
    mutates: false,
    params: byId,
    response: json(artifactReport),
    respond: ({ app, actor, params }) => findArtifacts(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/leftovers',
    summary: 'The earlier name of /hosts/{id}/artifacts',
    role: 'operator',
    mutates: false,
    params: byId,
    response: json(artifactReport),
    respond: ({ app, actor, params }) => findArtifacts(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/test',
    summary: 'Tests each step of connecting to the host; one JSON line per step',
    role: 'operator',
    mutates: false,
    params: byId,
    response: lines(hostCheck),
    respond: ({ app, actor, params }) => testHostNow(app, actor, params.id),
  }),
];
