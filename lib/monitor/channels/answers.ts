import type { HttpAnswer, Outcome } from './channel.ts';

/** What an HTTP status means for the message, alike for all receivers. `said` is the receiver's own reason, where it gives one. */
export function outcomeOf(answer: HttpAnswer, said: string | null = null): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { ok: true };
  const text = said === null || said.trim() === '' ? '' : ` It says: ${said.trim().slice(0, 300)}`;
  if (status >= 300 && status < 400)
    return {
      ok: false,
      kind: 'retry',
      why: `It answers with a redirect (${status}), which is not followed. Enter the final address.`,
    };
  if (status === 429)
    return { ok: false, kind: 'retry', why: `It takes no more messages for now (429).${text}`, ...retryAfter(answer) };
  if (status === 401 || status === 403)
    return {
      ok: false,
      kind: 'retry',
      why: `It refuses the login (${status}): the token or password is wrong, revoked, or lacks the right.${text}`,
    };
  if (status === 404 || status === 410)
    return {
      ok: false,
      kind: 'retry',
      why: `It does not know this address (${status}): it was deleted, or is mistyped.${text}`,
    };
  if (status >= 500 || status === 408)
    return { ok: false, kind: 'retry', why: `It answers with an error (${status}).${text}`, ...retryAfter(answer) };
  return { ok: false, kind: 'refused', why: `It refuses the message (${status}).${text}` };
}

/** `Retry-After` in seconds or as a date. */
function retryAfter({ headers }: HttpAnswer): { retryAfterMs?: number } {
  const value = headers['retry-after'];
  if (value === undefined || value === '') return {};
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return { retryAfterMs: Math.max(0, seconds * 1000) };
  const at = Date.parse(value);
  return Number.isFinite(at) ? { retryAfterMs: Math.max(0, at - Date.now()) } : {};
}

/** With the seconds that a receiver asks for in its answer (429), at a path of its JSON. */
export function retryAsAsked(outcome: Outcome, answer: HttpAnswer, ...path: string[]): Outcome {
  const seconds = Number(jsonField(answer.text, ...path) ?? Number.NaN);
  return !outcome.ok && answer.status === 429 && Number.isFinite(seconds)
    ? { ...outcome, retryAfterMs: seconds * 1000 }
    : outcome;
}

/** A field of an answer in JSON, at a path; null where there is none. */
export function jsonField(text: string, ...path: string[]): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
