import type { Actor } from '@/lib/access/actor.ts';
import { AccessError } from '@/lib/domain/errors.ts';
import type { Application } from '@/lib/usecases/core/application.ts';
import { logProblem } from '@/lib/usecases/core/log.ts';
import { streamSeats } from './stream-seats.ts';

export interface StreamEvent<T> {
  id?: string;
  event?: string;
  data: T;
}

declare const eventMark: unique symbol;
/** A stream whose events carry a `T`. */
export type EventStream<T> = Response & { readonly [eventMark]?: T };

/**
 * Server-sent events. A comment every 20 s keeps proxies from closing an idle stream. A stream is authorized once and stays open for
 * hours, so the right to read is checked again: before each event, at each beat, and as soon as any right
 * has ended. An open stream keeps Next's server from ending after SIGTERM, so it registers how it is closed.
 *
 * `soon` does its work once the stream is open. What fails there, or at a beat, has no caller to tell (uncaught, it would end the
 * dashboard): the stream ends, and the browser reconnects and gets everything.
 */
export function eventStream<T>(
  { app, actor, request }: { app: Application; actor: Actor; request: Request },
  start: (send: (event: StreamEvent<T>) => void, end: () => void, soon: (work: () => void) => void) => () => void,
): EventStream<T> {
  const seat = streamSeats(app).take(actor);
  if (seat === null) throw tooManyStreams();
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
          // A reader that takes nothing is disconnected: its browser reconnects and asks for what it shows.
          if (!seat.mayWait(-(controller.desiredSize ?? 0))) end();
        };
        const lookAgain = (): void => {
          if (!app.access.stillHolds(actor)) end();
        };
        end = (): void => {
          if (!isOpen) return;
          isOpen = false;
          clearInterval(beat);
          forget();
          stopLooking();
          seat.leave();
          request.signal.removeEventListener('abort', end);
          stop();
          try {
            controller.close();
          } catch {
            // The reader has cancelled: there is nothing left to close.
          }
        };
        const orEnd = (work: () => void): void => {
          try {
            if (isOpen) work();
          } catch (error) {
            end();
            logProblem(`sending ${new URL(request.url).pathname}`, error);
          }
        };
        const beat = setInterval(
          () =>
            orEnd(() => {
              lookAgain();
              write(': still here\n\n');
            }),
          20_000,
        );
        const stopLooking = app.access.onChange(() => orEnd(lookAgain));
        const forget = app.events.onShutdown(end);
        request.signal.addEventListener('abort', end);
        write('retry: 2000\n\n');
        try {
          stop = start(
            ({ id, event, data }) => {
              lookAgain();
              write(`${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
            },
            () => end(),
            (work) => queueMicrotask(() => orEnd(work)),
          );
        } catch (error) {
          end();
          throw error;
        }
        // The visitor may already have left, and then sends no abort.
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

function tooManyStreams(): AccessError {
  return new AccessError({
    kind: 'rate-limited',
    message: 'The limit of open event streams is reached.',
    userMessage: 'Too many pages of this dashboard are open at once. Close some; the others keep working.',
    retryAfterSeconds: 30,
  });
}
