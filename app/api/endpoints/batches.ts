import { z } from 'zod';
import { batchKinds, listedBatch, mostBatchHosts, shownBatch } from '@/lib/domain/batch.ts';
import { listBatches, readBatch } from '@/lib/usecases/batches/batches.ts';
import { createBatch } from '@/lib/usecases/batches/plan-batch.ts';
import { cancelBatch, startBatch } from '@/lib/usecases/batches/run-batch.ts';
import { json } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const names = z.array(z.string().min(1).max(100)).max(mostBatchHosts * 2);

export const batchEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/batches',
    summary: 'Cleanups of several hosts, newest first',
    role: 'viewer',
    mutates: false,
    response: json(z.array(listedBatch)),
    respond: ({ app, actor }) => listBatches(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/batches',
    summary: 'Plans the same cleanup on several hosts (ids or names), each from a fresh scan; changes nothing there',
    role: 'operator',
    mutates: false,
    body: z.object({ hosts: names, kind: z.enum(batchKinds) }),
    response: json(shownBatch, 202),
    respond: async ({ app, actor, body }) => readBatch(app, actor, (await createBatch(app, actor, body)).id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/batches/{id}',
    summary: 'A cleanup of several hosts: the plan of each, its run, and where it stopped',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(shownBatch),
    respond: ({ app, actor, params }) => readBatch(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/batches/{id}/start',
    summary: 'Approves all its plans and runs them, one host at a time; `confirm` is the name of each planned host',
    role: 'operator',
    mutates: true,
    params: byId,
    body: z.object({ confirm: names }),
    response: json(shownBatch, 202),
    respond: async ({ app, actor, params, body }) =>
      readBatch(app, actor, (await startBatch(app, actor, params.id, body.confirm)).id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/batches/{id}/cancel',
    summary: 'Stops it before the next host; the run that goes on is not cancelled',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(shownBatch),
    respond: async ({ app, actor, params }) => readBatch(app, actor, (await cancelBatch(app, actor, params.id)).id),
  }),
];
