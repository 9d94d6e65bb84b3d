import { logProblem } from './log.ts';

/**
 * What changed, never what it changed to: an open page asks again for what it shows. One stream per tab carries these.
 */
export type ChangeEvent =
  | { type: 'hosts' }
  | { type: 'host'; hostId: string }
  | { type: 'progress'; hostId: string; text: string; done: number; total: number }
  | { type: 'run'; runId: string; hostId: string }
  | { type: 'batch'; batchId: string }
  | { type: 'settings' };

export class EventBus {
  /** of this process: the numbers of the dashboard before it mean nothing here */
  readonly #began = Date.now().toString(36);
  #changes = 0;
  readonly #listeners = new Set<(event: ChangeEvent) => void>();
  readonly #closers = new Set<() => void>();

  /** How far the changes have come. Who read anything at an earlier one has to read it again. */
  get revision(): string {
    return `${this.#began}.${this.#changes}`;
  }

  publish(event: ChangeEvent): void {
    if (event.type !== 'progress') this.#changes += 1;
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        // A page that cannot be notified must not stop the scan or run that notifies it, nor the pages after it.
        logProblem('telling a change', error);
      }
    }
  }

  /** Numbers of listeners and of registered close functions; both are 0 in an idle dashboard. */
  get census(): { listeners: number; closers: number } {
    return { listeners: this.#listeners.size, closers: this.#closers.size };
  }

  subscribe(listener: (event: ChangeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An open stream keeps Next's server from ever ending after SIGTERM, so each registers how it is closed. */
  onShutdown(close: () => void): () => void {
    this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  shutdown(): void {
    for (const close of [...this.#closers]) close();
    this.#closers.clear();
    this.#listeners.clear();
  }
}
