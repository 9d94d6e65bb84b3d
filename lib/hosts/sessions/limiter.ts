/**
 * Lets `limit` holders in at a time, the rest wait in line. sshd allows 10 sessions per connection (MaxSessions) and answers
 * the 11th with "open failed"; Node's http.Agent does not hold `maxSockets` while sockets open asynchronously.
 */
export class Limiter {
  private held = 0;
  private limit: number;
  private readonly waiting: { enter: () => void; leave: (reason: unknown) => void }[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  get active(): number {
    return this.held;
  }

  /** Resolves to the release function, which may be called more than once. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.held < this.limit) return this.hold();
    return new Promise((resolve, reject) => {
      const place = {
        enter: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(this.hold());
        },
        leave: (reason: unknown) => {
          // The signal may outlive this line by months.
          signal?.removeEventListener('abort', onAbort);
          reject(reason);
        },
      };
      const onAbort = () => {
        const index = this.waiting.indexOf(place);
        if (index >= 0) this.waiting.splice(index, 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(place);
    });
  }

  /** The other side allows fewer than we thought: never more at once than are in now, at least one. */
  shrinkTo(limit: number): void {
    this.limit = Math.max(1, Math.min(this.limit, limit));
  }

  /** Everyone in line gets the reason; used when what they wait for is gone. */
  rejectWaiting(reason: unknown): void {
    for (const place of this.waiting.splice(0)) place.leave(reason);
  }

  private hold(): () => void {
    this.held += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.held -= 1;
      if (this.held < this.limit) this.waiting.shift()?.enter();
    };
  }
}
