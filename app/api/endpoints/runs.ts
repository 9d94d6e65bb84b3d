import { z } from 'zod';
import { listedAction, runEvent, shownRun } from '@/lib/domain/answers/activity.ts';
import { migrationReport } from '@/lib/domain/answers/migration-report.ts';
import { migrationReportText } from '@/lib/domain/migration-report-text.ts';
import { encodeName } from '@/lib/domain/name-bytes.ts';
import { planParamsSchema } from '@/lib/domain/plan.ts';
import { isFinal } from '@/lib/domain/run.ts';
import { plan } from '@/lib/domain/stored/plan.ts';
import { run } from '@/lib/domain/stored/run.ts';
import { readMigrationReport } from '@/lib/usecases/migrations/migration-report.ts';
import { listActions } from '@/lib/usecases/plans/actions.ts';
import { proposePlan, readPlan } from '@/lib/usecases/plans/plans.ts';
import { readAfterwards } from '@/lib/usecases/runs/afterwards.ts';
import { followInBackground } from '@/lib/usecases/runs/follow-runs.ts';
import { applyPlan, listRuns, readJournalAfter, readRun, requestCancel, undoRun } from '@/lib/usecases/runs/runs.ts';
import { events, file, json } from '../core/answer.ts';
import { attachment } from '../core/download.ts';
import { defineEndpoint } from '../core/endpoint.ts';
import { eventStream } from '../core/event-stream.ts';

const byId = z.object({ id: z.string().min(1).max(100) });

export const runEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/actions',
    summary: 'The actions on the host: available now, or blocked with the reason',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(z.array(listedAction)),
    respond: ({ app, actor, params }) => listActions(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/plans',
    summary: 'Plans an action from a fresh scan of the host; changes nothing there',
    role: 'operator',
    mutates: false,
    params: byId,
    body: z.object({ action: z.string().max(64), params: planParamsSchema.default({}) }),
    response: json(plan, 201),
    respond: ({ app, actor, params, body }) => proposePlan(app, actor, params.id, body.action, body.params),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/plans/{id}',
    summary: 'A plan: every object, every skipped object with its reason, the guards’ results, the script',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(plan),
    respond: ({ app, actor, params }) => readPlan(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/plans/{id}/script',
    summary: 'The POSIX script, exactly as it would run',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: file({ 'text/x-shellscript': z.string() }),
    respond: ({ app, actor, params }) => {
      const plan = readPlan(app, actor, params.id);
      return new Response(new Uint8Array(encodeName(plan.script)), {
        headers: attachment(`bilge-${plan.id}.sh`, 'text/x-shellscript; charset=utf-8'),
      });
    },
  }),
  defineEndpoint({
    method: 'POST',
    path: '/plans/{id}/apply',
    summary: 'Approves the plan and starts its run; `confirm` is the name of its host',
    role: 'operator',
    mutates: true,
    params: byId,
    body: z.object({ confirm: z.string().max(100) }),
    response: json(run, 202),
    respond: ({ app, actor, params, body }) => applyPlan(app, actor, params.id, body.confirm),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/runs',
    summary: 'Runs, newest first',
    role: 'viewer',
    mutates: false,
    query: z.object({ host: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: json(z.array(run)),
    respond: ({ app, actor, query }) =>
      listRuns(app, actor, { limit: query.limit, ...(query.host === undefined ? {} : { hostId: query.host }) }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/runs/{id}',
    summary: 'A run: its steps, the measured space it freed, its receipt, and what became of what it quarantined',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(shownRun),
    respond: ({ app, actor, params }) => {
      const found = readRun(app, actor, params.id);
      return { ...found, afterwards: readAfterwards(app, actor, found) };
    },
  }),
  defineEndpoint({
    method: 'GET',
    path: '/runs/{id}/migration-report',
    summary: 'Of a run that moved Docker: what was compared, object by object',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(migrationReport),
    respond: ({ app, actor, params }) => readMigrationReport(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/runs/{id}/migration-report/text',
    summary: 'The same as plain text',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: file({ 'text/plain': z.string() }),
    respond: ({ app, actor, params }) =>
      new Response(migrationReportText(readMigrationReport(app, actor, params.id)), {
        headers: attachment(`bilge-${params.id}-report.txt`, 'text/plain; charset=utf-8'),
      }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/runs/{id}/events',
    summary: 'The journal as server-sent events; `Last-Event-ID` (or `after`) is the journal’s seq',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    response: events(runEvent),
    respond: ({ app, actor, params, query, request }) => {
      readRun(app, actor, params.id);
      void followInBackground(app, params.id);
      const journalAfter = (seq: number) => readJournalAfter(app, actor, params.id, seq);
      return eventStream({ app, actor, request }, (send, end, soon) => {
        // A page that holds the first entries already begins behind them; a reconnecting browser says where it was.
        let seq = Math.max(query.after, Number(request.headers.get('last-event-id') ?? '0') || 0);
        const flush = (): void => {
          // A page of the journal holds a thousand entries; a cleanup of ten thousand layers has more.
          for (let page = journalAfter(seq); page.length > 0; page = journalAfter(seq)) {
            for (const entry of page) {
              seq = entry.seq;
              send({ id: String(entry.seq), event: entry.type, data: entry });
            }
          }
          const run = readRun(app, actor, params.id);
          send({ event: 'run', data: { id: run.id, state: run.state } });
          if (isFinal(run.state)) end();
        };
        soon(flush);
        return app.events.subscribe((event) => {
          if (event.type === 'hosts' || (event.type === 'run' && event.runId === params.id)) flush();
        });
      });
    },
  }),
  defineEndpoint({
    method: 'POST',
    path: '/runs/{id}/cancel',
    summary: 'Cancels the run; it stops after the current step',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(run),
    respond: ({ app, actor, params }) => requestCancel(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/runs/{id}/undo',
    summary: 'Restores what the run quarantined; answers the undo run',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(run, 202),
    respond: ({ app, actor, params }) => undoRun(app, actor, params.id),
  }),
];
