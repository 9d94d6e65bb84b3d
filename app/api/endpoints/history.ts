import { z } from 'zod';
import { growth } from '@/lib/domain/answers/growth.ts';
import { shownForecast } from '@/lib/domain/forecast.ts';
import { readHistory } from '@/lib/usecases/findings/findings.ts';
import { readForecast } from '@/lib/usecases/forecast/forecasts.ts';
import { readGrowth } from '@/lib/usecases/history/owner-history.ts';
import { findHost } from '@/lib/usecases/hosts/hosts.ts';
import { csvLine } from '../core/activity-csv.ts';
import { file, json } from '../core/answer.ts';
import { download } from '../core/download.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const time = z.iso.datetime({ offset: true });

export const historyEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/forecast',
    summary:
      'When the data root’s filesystem will be full: chances, a range, what drives it, and how earlier forecasts came out; null before the first',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(shownForecast.nullable()),
    respond: ({ app, actor, params }) => readForecast(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/growth',
    summary:
      'What grew on a host in the last days, by volume, image, container, build cache and leak; null before it was watched for a day',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ days: z.coerce.number().int().min(1).max(400).default(7) }),
    response: json(growth.nullable()),
    respond: ({ app, actor, params, query }) => readGrowth(app, actor, params.id, query.days),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/history/export',
    summary: 'The history as a CSV file: one line for each step of each series; empty steps are left out, never 0',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({
      from: time.optional(),
      to: time.optional(),
      step: z.coerce.number().int().min(60).max(86_400).default(86_400),
      owners: z.enum(['0', '1']).default('0'),
    }),
    response: file({ 'text/csv': z.string() }),
    respond: ({ app, actor, params, query }) => {
      const { name } = findHost(app, actor, params.id);
      const { from, to, series } = readHistory(app, actor, params.id, {
        from: query.from ?? null,
        to: query.to ?? null,
        stepSeconds: query.step,
        withOwners: query.owners === '1',
      });
      return download(
        `bilge-history-${name}-${from.slice(0, 10)}-${to.slice(0, 10)}.csv`,
        'text/csv; charset=utf-8',
        csvOf(series),
      );
    },
  }),
];

interface Series {
  name: string;
  points: readonly { at: string; mean: number; min: number; max: number; count: number }[];
}

function* csvOf(all: readonly Series[]): Generator<string> {
  yield `${csvLine(['series', 'at', 'mean', 'min', 'max', 'samples'])}\r\n`;
  for (const { name, points } of all)
    for (const { at, mean, min, max, count } of points)
      yield `${csvLine([name, at, ...[mean, min, max, count].map(String)])}\r\n`;
}
