import type { Application } from '@/lib/usecases/application.ts';

export interface StreamEvent {
  id?: string;
  event?: string;
  data: unknown;
}

/** A reader that takes nothing for so long is let go of: its browser comes again and asks for what it shows. */
const mostWaitingBytes = 16 * 1024 * 1024;

/**
 * Server-sent events. A comment every 20 s keeps proxies from closing an idle stream. An open stream keeps Next's server from
 * ending after SIGTERM, so it registers how it is closed.
 */
export function eventStream(
  app: Application,
  request: Request,
  start: (send: (event: StreamEvent) => void, end: () => void) => () => void,
): Response {
  const encoder = new TextEncoder();
  let end: () => void = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        let stop: () => void = () => {};
        const write = (text: string): void => {
          if (!isOpen) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -mostWaitingBytes) end();
        };
        end = (): void => {
          if (!isOpen) return;
          isOpen = false;
          clearInterval(beat);
          forget();
          request.signal.removeEventListener('abort', end);
          stop();
          try {
            controller.close();
          } catch {
            // The reader has cancelled: there is nothing left to close.
          }
        };
        const beat = setInterval(() => write(': still here\n\n'), 20_000);
        const forget = app.events.onShutdown(end);
        request.signal.addEventListener('abort', end);
        write('retry: 2000\n\n');
        try {
          stop = start(
            ({ id, event, data }) =>
              write(`${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`),
            () => end(),
          );
        } catch (error) {
          end();
          throw error;
        }
        // It may have been over before it began: a visitor who is gone already sends no abort any more.
        if (request.signal.aborted) end();
        if (!isOpen) stop();
      },
      cancel() {
        end();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
