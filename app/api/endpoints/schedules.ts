import { z } from 'zod';
import { scheduleInput, schedulePreview, shownSchedule } from '@/lib/domain/schedule.ts';
import {
  addSchedule,
  approveSchedule,
  listSchedules,
  pauseSchedule,
  previewSchedule,
  removeSchedule,
  requestSchedule,
} from '@/lib/usecases/schedules/schedules.ts';
import { json } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
/** the name of the host; empty for a scan */
const confirm = z.string().max(100).default('');

export const scheduleEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/schedules',
    summary: 'What is done again and again: who approved what, when it comes next, and how it ended',
    role: 'viewer',
    mutates: false,
    response: json(z.array(shownSchedule)),
    respond: ({ app, actor }) => listSchedules(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/schedules/preview',
    summary: 'When it would begin and what it would do now, by the real planner over the last scan; stores nothing',
    role: 'operator',
    mutates: false,
    body: scheduleInput,
    response: json(schedulePreview),
    respond: ({ app, actor, body }) => previewSchedule(app, actor, body),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/schedules',
    summary: 'Approves a schedule; `confirm` is the name of its host',
    role: 'operator',
    mutates: true,
    body: scheduleInput.extend({ confirm }),
    response: json(shownSchedule, 201),
    respond: ({ app, actor, body: { confirm: name, ...input } }) => addSchedule(app, actor, input, name),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/schedules/{id}/approve',
    summary: 'Approves it again, with the meaning that its action has now and for the machine that answers now',
    role: 'operator',
    mutates: true,
    params: byId,
    body: z.object({ confirm }),
    response: json(shownSchedule),
    respond: ({ app, actor, params, body }) => approveSchedule(app, actor, params.id, body.confirm),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/schedules/{id}/pause',
    summary: 'Pauses it, or resumes it: what it missed is not made up for',
    role: 'operator',
    mutates: true,
    params: byId,
    body: z.object({ paused: z.boolean() }),
    response: json(shownSchedule),
    respond: ({ app, actor, params, body }) => pauseSchedule(app, actor, params.id, body.paused),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/schedules/{id}/run',
    summary: 'Does it now, within the same approval and bounds',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(z.array(shownSchedule), 202),
    respond: async ({ app, actor, params }) => {
      await requestSchedule(app, actor, params.id);
      return listSchedules(app, actor);
    },
  }),
  defineEndpoint({
    method: 'DELETE',
    path: '/schedules/{id}',
    summary: 'Removes a schedule; what it has begun goes on',
    role: 'operator',
    mutates: true,
    params: byId,
    response: json(z.array(shownSchedule)),
    respond: async ({ app, actor, params }) => {
      await removeSchedule(app, actor, params.id);
      return listSchedules(app, actor);
    },
  }),
];
