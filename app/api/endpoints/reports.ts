import { z } from 'zod';
import { changeEvent } from '@/lib/domain/answers/activity.ts';
import { overview, widget } from '@/lib/domain/answers/host.ts';
import { inside } from '@/lib/domain/answers/object.ts';
import { recordingReview } from '@/lib/domain/answers/recording.ts';
import { longestName, whoisAnswer } from '@/lib/domain/answers/whois.ts';
import { NotFoundError } from '@/lib/domain/errors.ts';
import { reviewOf } from '@/lib/domain/recording.ts';
import { report } from '@/lib/domain/stored/report.ts';
import type { ChangeEvent } from '@/lib/usecases/core/event-bus.ts';
import { lookInside } from '@/lib/usecases/hosts/look-inside.ts';
import { readFreed, readOverview } from '@/lib/usecases/hosts/overview.ts';
import { whoisOnHost } from '@/lib/usecases/hosts/whois.ts';
import { makeRecording } from '@/lib/usecases/recordings/record-host.ts';
import { measureHost, stopMeasuring } from '@/lib/usecases/scans/measure-host.ts';
import { readReport } from '@/lib/usecases/scans/reports.ts';
import { scanHost } from '@/lib/usecases/scans/scan-host.ts';
import { events, json } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';
import { eventStream } from '../core/event-stream.ts';
import { widgetOf } from '../core/widget.ts';

const stoppedMeasuring = z.object({ stopped: z.boolean() });
const byId = z.object({ id: z.string().min(1).max(100) });

export const reportEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/overview',
    summary: 'All hosts with their leak, fill level and worst finding',
    role: 'viewer',
    mutates: false,
    response: json(overview),
    respond: ({ app, actor }) => readOverview(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/scan',
    summary: 'Scans the host now and answers the report; `sizes=1` waits until sizes are measured',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ sizes: z.enum(['0', '1']).default('0') }),
    response: json(report),
    respond: ({ app, actor, params, query, request }) =>
      scanHost(app, actor, params.id, { measure: query.sizes === '1', signal: request.signal }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/whois',
    summary: 'Who owns a directory, path, layer, volume, image or container, why it is there and what would free it',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ name: z.string().min(1).max(longestName) }),
    response: json(whoisAnswer),
    respond: ({ app, actor, params, query }) => whoisOnHost(app, actor, params.id, query.name),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/recording',
    summary:
      'The last scan as a file for others with every name, label, address and id replaced, each time by others; `file` is what to save, the rest is for whoever reviews it and names what was replaced',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(recordingReview),
    respond: ({ app, actor, params }) => reviewOf(makeRecording(app, actor, params.id)),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/measure',
    summary: 'Measures what has no size yet; with `kind` (and `object`) measures only that row (or object), again',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ kind: z.string().optional(), object: z.string().optional() }),
    response: json(report),
    respond: ({ app, actor, params, query, request }) =>
      measureHost(app, actor, params.id, {
        signal: request.signal,
        ...(query.kind === undefined ? {} : { only: { kind: query.kind, object: query.object } }),
      }),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/measure/stop',
    summary: 'Stops measuring on this host, whoever started it; sizes measured so far are kept',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(stoppedMeasuring),
    respond: ({ app, actor, params }) => stopMeasuring(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/report',
    summary: 'The last scan, without touching the host',
    role: 'viewer',
    mutates: false,
    params: byId,
    response: json(report),
    respond: ({ app, actor, params }) => {
      const last = readReport(app, actor, params.id);
      if (!last) throw new NotFoundError('This host has not been scanned yet.');
      return last;
    },
  }),
  defineEndpoint({
    method: 'GET',
    path: '/hosts/{id}/inside',
    summary: 'The contents of one leaked object: first-level names and the newest file; asks the host now',
    role: 'viewer',
    mutates: false,
    params: byId,
    query: z.object({ name: z.string().min(1).max(300) }),
    response: json(inside),
    respond: ({ app, actor, params, query }) => lookInside(app, actor, params.id, query.name),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/events',
    summary:
      'Server-sent events: what changed, for every open page; one stream per tab. `after` is the `id` of the last event seen; if more came since, one `hosts` event says so at once',
    role: 'viewer',
    mutates: false,
    query: z.object({ after: z.string().max(60).optional() }),
    response: events(changeEvent),
    respond: ({ app, actor, query, request }) =>
      eventStream({ app, actor, request }, (send, _end, soon) => {
        const changed = (event: ChangeEvent): void =>
          send({ ...(event.type === 'progress' ? {} : { id: app.events.revision }), event: event.type, data: event });
        // A change between the page's reading and this subscription, or while disconnected, is sent now: nothing would send it later.
        const seen = request.headers.get('last-event-id') || query.after;
        if (seen && seen !== app.events.revision) soon(() => changed({ type: 'hosts' }));
        return app.events.subscribe(changed);
      }),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/widget',
    summary:
      'One small object for other dashboards (Homepage, Home Assistant). Where `leakedIsExact` is false, `leakedBytes` is a lower bound',
    role: 'viewer',
    isForWidgets: true,
    mutates: false,
    response: json(widget),
    respond: ({ app, actor }) => widgetOf(readOverview(app, actor), readFreed(app, actor).totalBytes),
  }),
];
