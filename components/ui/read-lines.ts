'use client';

import { withPassword } from '../session/with-password';
import type { Outcome } from './outcome';
import { requestProblem } from './request-json';
import { streamWords } from './stream-words';

/** POSTs and reads the answer line by line as it arrives (newline-delimited JSON). */
export function postForLines(
  path: string,
  body: unknown,
  onLine: (value: unknown) => void,
  signal?: AbortSignal,
): Promise<Outcome<null>> {
  return withPassword(() => postOnce(path, body, onLine, signal));
}

async function postOnce(
  path: string,
  body: unknown,
  onLine: (value: unknown) => void,
  signal?: AbortSignal,
): Promise<Outcome<null>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      cache: 'no-store',
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok || !response.body) return await requestProblem(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    while (true) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine(JSON.parse(line));
    }
    if (rest.trim() !== '') onLine(JSON.parse(rest));
    return { ok: true, value: null };
  } catch (error) {
    if (signal?.aborted) return { ok: false, code: 'aborted', message: streamWords.stopped };
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, code: 'no-connection', message: streamWords.brokeOff(why) };
  }
}
