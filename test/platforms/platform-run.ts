import type { LabHost } from '../../lab/lab.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import { HostRun } from '../helpers/host-run.ts';
import { openTo } from '../states/look-at-host.ts';

/** The way from a plan to a finished run on hosts where root is reached by sudo with a password. */
export class PlatformRun extends HostRun {
  #current: HostSession | null = null;

  constructor(host: LabHost) {
    super(host);
  }

  override async session(): Promise<HostSession> {
    if (this.#current?.isOpen !== true) this.#current = await openTo(this.host);
    return this.#current;
  }

  override async reconnect(): Promise<void> {
    await this.#current?.close();
    this.#current = null;
  }

  override async stop(): Promise<void> {
    await this.reconnect();
    await super.stop();
  }
}
