import { z } from 'zod';
import { diagnosis, history, openFinding } from '@/lib/domain/answers/finding.ts';
import { migrationAnswer } from '@/lib/domain/answers/migration.ts';
import { protection, quarantine } from '@/lib/domain/answers/object.ts';
import { diagnoseApart } from '@/lib/usecases/diagnosis/diagnose-apart.ts';
import { listFindings, muteFinding, readHistory, unmuteFinding } from '@/lib/usecases/findings/findings.ts';
import { readMigration } from '@/lib/usecases/migrations/migrations.ts';
import { protect, unprotect } from '@/lib/usecases/protections/protections.ts';
import { listQuarantine } from '@/lib/usecases/quarantine/quarantine.ts';
import { json, nothing } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const byKey = z.object({ key: z.string().min(1).max(200) });
const time = z.iso.datetime({ offset: true });

export const findingEndpoints = [
  defineEndpoint({
    method: 'POST',
    path: '/diagnose',
    summary:
      'Diagnoses pasted output (docker info, btrfs filesystem usage, df, mount …) without access to the host; nothing is stored',
    role: 'viewer',
    mutates: false,
    body: z.object({ texts: z.array(z.string()).min(1) }),
    response: json(diagnosis),
    respond: ({ app, actor, body, request }) => diagnoseApart(app, actor, body.texts, { signal: request.signal }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/findings',
    summary: 'Open findings of all hosts, worst first; muted ones are marked',
    role: 'viewer',
    mutates: false,
    response: json(z.array(openFinding)),
    respond: ({ app, actor }) => listFindings(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/findings/{key}/mute',
    summary: 'Mutes a finding, with a reason and an end; `until: null` is until someone unmutes it',
    role: 'operator',
    mutates: true,
    params: byKey,
    body: z.object({ host: z.string(), reason: z.string().min(1).max(500), until: time.nullable() }),
    response: nothing,
    respond: ({ app, actor, params, body }) =>
      muteFinding(app, actor, { host: body.host, key: params.key, reason: body.reason, until: body.until }),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/findings/{key}/unmute',
    summary: 'Unmutes a finding',
    role: 'operator',
    mutates: true,
    params: byKey,
    body: z.object({ host: z.string() }),
    response: nothing,
    respond: ({ app, actor, params, body }) => unmuteFinding(app, actor, { host: body.host, key: params.key }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/history',
    summary:
      'Samples by ledger row over time (mean, minimum, maximum of each step) and the findings that opened, worsened or closed',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({
      from: time.optional(),
      to: time.optional(),
      step: z.coerce.number().int().min(60).max(86_400).default(3600),
    }),
    response: json(history),
    respond: ({ app, actor, params, query }) =>
      readHistory(app, actor, params.id, { from: query.from ?? null, to: query.to ?? null, stepSeconds: query.step }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/quarantine',
    summary: 'The quarantine on the host: each entry and its date',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(quarantine),
    respond: ({ app, actor, params }) => listQuarantine(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/migration',
    summary: 'What a move of Docker keeps on the host and what can be decided about it; null where there is none',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(migrationAnswer.nullable()),
    respond: ({ app, actor, params }) => readMigration(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/protections',
    summary: 'Protects an object (`volume:photos`) from every cleanup, whatever its labels',
    role: 'operator',
    mutates: true,
    params: byId,
    body: z.object({ object: z.string().min(1).max(500) }),
    response: json(protection),
    respond: ({ app, actor, params, body }) => protect(app, actor, params.id, body.object),
  }),
  defineEndpoint({
    method: 'DELETE',
    path: '/hosts/{id}/protections/{object}',
    summary: 'Removes the protection',
    role: 'operator',
    mutates: true,
    params: z.object({ id: z.string(), object: z.string() }),
    response: json(protection),
    respond: ({ app, actor, params }) => unprotect(app, actor, params.id, params.object),
  }),
];
