import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Actor } from '@/lib/access/actor.ts';
import { temporaryApplication } from '@/lib/usecases/testing/temporary-application.ts';
import { eventStream } from './event-stream.ts';

const actor: Actor = { kind: 'cli', name: 'cli:anna', role: 'viewer' };
const open = (signal?: AbortSignal) => {
  const app = temporaryApplication();
  const request = new Request('http://nas/api/v1/events', signal === undefined ? {} : { signal });
  const response = eventStream({ app, actor, request }, (send) =>
    app.events.subscribe((event) => send({ data: event })),
  );
  return { app, response };
};
/** A stream whose work goes wrong where nobody waits for it; what the log was told. */
const failing = (begin: (soon: (work: () => void) => void) => void) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const app = temporaryApplication();
  const request = new Request('http://nas/api/v1/runs/run_1/events?after=0');
  const response = eventStream({ app, actor, request }, (_send, _end, soon) => {
    begin(soon);
    return app.events.subscribe(() => {});
  });
  return { app, response, said: () => log.mock.calls.map(([text]) => text) };
};
const nobody = { listeners: 0, closers: 0 };

/** Every way in which an open page may go: after each, nothing of it is left listening or ticking. */
describe('an event stream ends', () => {
  it('when its reader cancels, though no abort was ever signalled', async () => {
    const { app, response } = open();
    const reader = response.body?.getReader();
    await reader?.read();
    expect(app.events.census).toEqual({ listeners: 1, closers: 1 });
    await reader?.cancel();
    expect(app.events.census).toEqual(nobody);
    app.events.publish({ type: 'hosts' });
  });

  it('when the request is aborted, also before it began', async () => {
    const visitor = new AbortController();
    const { app, response } = open(visitor.signal);
    await response.body?.getReader().read();
    visitor.abort();
    expect(app.events.census).toEqual(nobody);
    expect(open(AbortSignal.abort()).app.events.census).toEqual(nobody);
  });

  it('when the dashboard ends', async () => {
    const { app, response } = open();
    const reader = response.body?.getReader();
    await reader?.read();
    app.events.shutdown();
    expect(await reader?.read()).toMatchObject({ done: true });
    expect(app.events.census).toEqual(nobody);
  });

  it('when its beginning fails', () => {
    const app = temporaryApplication();
    const failing = () =>
      eventStream({ app, actor, request: new Request('http://nas/x') }, () => {
        throw new Error('no such run');
      });
    expect(failing).toThrow('no such run');
    expect(app.events.census).toEqual(nobody);
  });

  it('when its reader takes nothing while megabytes wait', () => {
    const app = temporaryApplication();
    let send: (event: { data: unknown }) => void = () => {};
    eventStream({ app, actor, request: new Request('http://nas/x') }, (given) => {
      send = given;
      return app.events.subscribe(() => {});
    });
    const line = 'x'.repeat(1024 * 1024);
    for (let sent = 0; sent < 15; sent += 1) send({ data: line });
    expect(app.events.census).toEqual({ listeners: 1, closers: 1 });
    for (let sent = 0; sent < 5; sent += 1) send({ data: line });
    expect(app.events.census).toEqual(nobody);
  });

  it('when what is told first cannot be read, and that is not left to nobody', async () => {
    const { app, response, said } = failing((soon) =>
      soon(() => {
        throw new Error('the store cannot be read');
      }),
    );
    expect(await response.text()).toBe('retry: 2000\n\n');
    expect(app.events.census).toEqual(nobody);
    expect(said()).toEqual(['sending /api/v1/runs/run_1/events: the store cannot be read']);
  });

  it('when its rights cannot be read at a beat', async () => {
    vi.useFakeTimers();
    try {
      const { app, response, said } = failing(() => {});
      vi.spyOn(app.access, 'stillHolds').mockImplementation(() => {
        throw new Error('the store cannot be read');
      });
      expect(() => vi.advanceTimersByTime(20_000)).not.toThrow();
      expect(await response.text()).toBe('retry: 2000\n\n');
      expect(said()).toEqual(['sending /api/v1/runs/run_1/events: the store cannot be read']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('with its beat', async () => {
    vi.useFakeTimers();
    try {
      const { response } = open();
      expect(vi.getTimerCount()).toBe(1);
      await response.body?.cancel();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
