import { attachment } from './download.ts';

/** A file of bytes, made while it is sent. What fails on the way breaks the answer off, so that a part is not taken for the whole. */
export function byteStream(name: string, pieces: AsyncGenerator<Uint8Array>): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, { headers: attachment(name, 'application/octet-stream') });
}
