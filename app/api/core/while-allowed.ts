const againMs = 250;

/**
 * Access to an answer that is sent over time (an export, the steps of a test) was checked at its start. It is checked again while
 * the answer is sent; once it is lost, the answer breaks off with an error, so that a part is not taken for the whole.
 */
export function whileAllowed(response: Response, isAllowed: () => boolean): Response {
  const { body, headers, status } = response;
  if (body === null || !isSentOverTime(headers)) return response;
  const reader = body.getReader();
  let askedMs = 0;
  const guarded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      const nowMs = Date.now();
      if (Math.abs(nowMs - askedMs) >= againMs) {
        askedMs = nowMs;
        if (!isAllowed()) {
          await reader.cancel();
          return controller.error(new Error('The right to read this has ended.'));
        }
      }
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(guarded, { status, headers });
}

/** Event streams ask for themselves: they go on for hours without a piece. */
function isSentOverTime(headers: Headers): boolean {
  return headers.get('content-type') === 'application/x-ndjson' || headers.has('content-disposition');
}
