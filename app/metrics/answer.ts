import { requestActor } from '@/app/api/core/authenticate.ts';
import { problemResponse } from '@/app/api/core/problem.ts';
import type { Actor } from '@/lib/access/actor.ts';
import { metricsContentTypes, metricsFormat, writeMetrics } from '@/lib/domain/open-metrics.ts';
import { application } from '@/lib/usecases/core/application.ts';
import { readMetrics } from '@/lib/usecases/metrics/metrics.ts';

const scraper: Actor = { kind: 'system', name: 'metrics', role: 'viewer' };

/** With a viewer's token or session; without one only where the person has opened it (BILGE_METRICS_PUBLIC). Reads, and changes nothing. */
export async function answerScrape(request: Request): Promise<Response> {
  try {
    const app = application();
    const actor =
      (await requestActor(request, { isForWidgets: true })) ?? (app.settings.areMetricsPublic ? scraper : null);
    if (actor === null) return new Response('This needs a token: Authorization: Bearer bilge_…\n', unauthorized);
    const format = metricsFormat(request.headers.get('accept'));
    return new Response(writeMetrics(await readMetrics(app, actor), format), {
      headers: { 'content-type': metricsContentTypes[format], 'cache-control': 'no-store' },
    });
  } catch (error) {
    return problemResponse(error);
  }
}

const unauthorized = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer', 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
};
