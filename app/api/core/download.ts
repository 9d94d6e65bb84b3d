/** A file made piece by piece while it is sent, so that its length does not decide how much memory it takes. */
export function download(name: string, type: string, pieces: Iterable<string>): Response {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel() {
      iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      ...attachment(name, type),
    },
  });
}

/** Headers of what a browser saves. A name of anything but letters, digits, dots and dashes is one that a folder or shell could read otherwise. */
export function attachment(name: string, type: string): Record<string, string> {
  const safeName = name
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 120);
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${safeName === '' ? 'download' : safeName}"`,
    'cache-control': 'no-store',
  };
}
