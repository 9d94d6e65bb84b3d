'use client';

export interface Problem {
  code: string;
  detail: string;
}

export type Answer = { ok: true; value: unknown } | { ok: false; problem: Problem };

/** One call to the HTTP API of this dashboard; errors are RFC 9457 problem details whose `detail` is written for a person. */
export async function requestJson(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
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
      problem: {
        code: 'no-connection',
        detail: `The dashboard did not answer. Is it still running at ${window.location.host}?`,
      },
    };
  }
  const text = await response.text();
  const value: unknown = text === '' ? null : parseJson(text);
  if (response.ok) return { ok: true, value };
  return { ok: false, problem: problemOf(value, response.status) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(value: unknown, status: number): Problem {
  const fields = typeof value === 'object' && value !== null ? value : {};
  const detail = 'detail' in fields && typeof fields.detail === 'string' ? fields.detail : null;
  const title = 'title' in fields && typeof fields.title === 'string' ? fields.title : null;
  const code = 'code' in fields && typeof fields.code === 'string' ? fields.code : `http-${status}`;
  return { code, detail: detail ?? title ?? `The dashboard answered with HTTP status ${status}.` };
}

/** The id of what was made, where the answer holds one. */
export function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;
}
