import type { SchedulePreview } from './schedule.ts';

/** Recognises an answer of this dashboard's own API. Beside the schema, which would bring all of zod into a browser. */
export function isSchedulePreview(value: unknown): value is SchedulePreview {
  return (
    typeof value === 'object' &&
    value !== null &&
    'meaning' in value &&
    'next' in value &&
    Array.isArray(value.next) &&
    'steps' in value &&
    Array.isArray(value.steps)
  );
}
