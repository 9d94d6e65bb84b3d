import { z } from 'zod';
import { shownJob } from '@/lib/domain/job.ts';
import { cancelJob, listJobs, pauseJob, resumeJob, runJobNow, setScanInterval } from '@/lib/usecases/jobs/jobs.ts';
import { json } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

/** A key holds a space, so it travels in the body and not in the path. */
const byKey = z.object({ key: z.string().min(1).max(200) });
const changes = { run: runJobNow, pause: pauseJob, resume: resumeJob, cancel: cancelJob } as const;

export const jobEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/jobs',
    summary: 'What Bilge does by itself: what runs, when next, why it failed',
    role: 'viewer',
    mutates: false,
    response: json(z.array(shownJob)),
    respond: ({ app, actor }) => listJobs(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/jobs/{change}',
    summary: 'Runs a job now, pauses it, resumes it, or cancels it while it goes on',
    role: 'operator',
    mutates: true,
    params: z.object({ change: z.enum(['run', 'pause', 'resume', 'cancel']) }),
    body: byKey,
    response: json(z.array(shownJob)),
    respond: async ({ app, actor, params, body }) => {
      await changes[params.change](app, actor, body.key);
      return listJobs(app, actor);
    },
  }),
  defineEndpoint({
    method: 'POST',
    path: '/hosts/{id}/scan-interval',
    summary: 'How often a host is scanned, in minutes; longer where a scan costs the host more than 1% of a processor',
    role: 'operator',
    mutates: true,
    params: z.object({ id: z.string().min(1).max(100) }),
    body: z.object({ minutes: z.number().int().min(5).max(10_080) }),
    response: json(z.array(shownJob)),
    respond: async ({ app, actor, params, body }) => {
      await setScanInterval(app, actor, params.id, body.minutes);
      return listJobs(app, actor);
    },
  }),
];
