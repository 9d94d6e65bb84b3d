'use client';

import { withPassword } from '../session/with-password';
import type { Outcome } from './outcome';
import { requestProblem } from './request-json';
import { streamWords } from './stream-words';

/** A file that the dashboard makes from what is posted, given to the browser to save. A link could carry no page token and no body. */
export function saveFile(path: string, body: unknown): Promise<Outcome<{ name: string }>> {
  return withPassword(async () => {
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store' });
      if (!response.ok) return await requestProblem(response);
      const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'download';
      offerFile(await response.blob(), name);
      return { ok: true, value: { name } };
    } catch {
      return {
        ok: false,
        code: 'no-connection',
        message: streamWords.fileBrokeOff,
      };
    }
  });
}

/** Gives the browser a file to save. */
export function offerFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
