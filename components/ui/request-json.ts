'use client';

import { withPassword } from '../session/with-password';
import type { Failure, Outcome } from './outcome';
import { uiWords } from './ui-words';

/**
 * One call to the HTTP API of this dashboard; errors are RFC 9457 problem details whose `detail` is written for a person.
 * Where the password is required first, it is asked for here: any call may come from a tab without a page token.
 */
export function requestJson(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Outcome<unknown>> {
  return withPassword(() => requestOnce(method, path, body));
}

async function requestOnce(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Outcome<unknown>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return {
      ok: false,
      code: 'no-connection',
      message: uiWords.noAnswer(window.location.host),
    };
  }
  if (!response.ok) return requestProblem(response);
  const text = await response.text();
  return { ok: true, value: text === '' ? null : parseJson(text) };
}

export async function requestProblem(response: Response): Promise<Failure> {
  return { ok: false, ...problemOf(parseJson(await response.text()), response.status) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(value: unknown, status: number): Omit<Failure, 'ok'> {
  const fields = typeof value === 'object' && value !== null ? value : {};
  const detail = 'detail' in fields && typeof fields.detail === 'string' ? fields.detail : null;
  const title = 'title' in fields && typeof fields.title === 'string' ? fields.title : null;
  const code = 'code' in fields && typeof fields.code === 'string' ? fields.code : `http-${status}`;
  const leftAlone =
    'leftAlone' in fields && Array.isArray(fields.leftAlone) ? fields.leftAlone.filter(isLeftAlone) : [];
  const message = detail ?? title ?? uiWords.httpStatus(status);
  return { code, message, ...(leftAlone.length > 0 ? { leftAlone } : {}) };
}

function isLeftAlone(value: unknown): value is { name: string; excuse: string } {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('excuse' in value)) return false;
  return typeof value.name === 'string' && typeof value.excuse === 'string';
}

/** The id of what was made, where the answer holds one. */
export function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;
}
