import type { LineProblem } from '@/lib/domain/answers/problem.ts';
import { AppError, TransportError, userMessageOf } from '@/lib/domain/errors.ts';

/** Newline-delimited JSON, each item sent as soon as it is known; an error becomes the last line, because the status is long gone. */
export function lineStream(items: AsyncGenerator<unknown>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await items.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
      } catch (error) {
        const offered = error instanceof TransportError ? { offered: error.offered } : {};
        const problem: LineProblem['error'] = {
          code: error instanceof AppError ? error.code : 'internal',
          message: userMessageOf(error),
          ...offered,
        };
        controller.enqueue(encoder.encode(`${JSON.stringify({ error: problem })}\n`));
        controller.close();
      }
    },
    async cancel() {
      await items.return(undefined);
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
