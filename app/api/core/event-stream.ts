import type { Application } from '@/lib/usecases/application.ts';

export interface StreamEvent {
  id?: string;
  event?: string;
  data: unknown;
}

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
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      let stop: () => void = () => {};
      const write = (text: string): void => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const end = (): void => {
        if (!isOpen) return;
        isOpen = false;
        clearInterval(beat);
        forget();
        stop();
        controller.close();
      };
      const beat = setInterval(() => write(': still here\n\n'), 20_000);
      const forget = app.events.onShutdown(end);
      request.signal.addEventListener('abort', end);
      write('retry: 2000\n\n');
      stop = start(
        ({ id, event, data }) =>
          write(`${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`),
        end,
      );
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
