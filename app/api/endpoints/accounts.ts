import { z } from 'zod';
import { auditEntry } from '@/lib/domain/answers/activity.ts';
import { printableJson } from '@/lib/domain/names.ts';
import { type ActivityEntry, exportActivity, listActivity } from '@/lib/usecases/accounts/activity.ts';
import { listHosts } from '@/lib/usecases/hosts/hosts.ts';
import { activityColumns, activityLine, csvLine } from '../core/activity-csv.ts';
import { file, json } from '../core/answer.ts';
import { download } from '../core/download.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const time = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const filter = {
  host: z.string().min(1).max(100).optional(),
  actor: z.string().min(1).max(200).optional(),
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,60}$/)
    .optional(),
  from: time.optional(),
  to: time.optional(),
};

export const accountEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, when and with what result; newest first, `before` is the cursor of the next page',
    role: 'operator',
    mutates: false,
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      ...filter,
    }),
    response: json(z.array(auditEntry)),
    respond: ({ app, actor, query }) => listActivity(app, actor, query),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/audit/export',
    summary: 'The audit log as a CSV or JSON file, with the same filters',
    role: 'operator',
    mutates: false,
    query: z.object({ format: z.enum(['csv', 'json']).default('csv'), ...filter }),
    response: file({ 'text/csv': z.string(), 'application/json': z.array(auditEntry) }),
    respond: ({ app, actor, query: { format, ...wanted } }) => {
      const day = app.now().toISOString().slice(0, 10);
      const entries = exportActivity(app, actor, wanted);
      if (format === 'json') return download(`bilge-activity-${day}.json`, 'application/json', jsonPieces(entries));
      const names = new Map<string, string>(listHosts(app, actor).map((host) => [host.id, host.name]));
      return download(`bilge-activity-${day}.csv`, 'text/csv; charset=utf-8', csvPieces(entries, names));
    },
  }),
];

function* csvPieces(entries: Iterable<ActivityEntry>, names: ReadonlyMap<string, string>): Generator<string> {
  yield `${csvLine(activityColumns)}\r\n`;
  for (const entry of entries) yield `${activityLine(entry, names.get(entry.hostId ?? '') ?? null)}\r\n`;
}

function* jsonPieces(entries: Iterable<ActivityEntry>): Generator<string> {
  let between = '[\n';
  for (const entry of entries) {
    yield between + printableJson(JSON.stringify(entry));
    between = ',\n';
  }
  yield between === '[\n' ? '[]\n' : '\n]\n';
}
