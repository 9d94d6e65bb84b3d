import { TransportError } from '../../domain/errors.ts';
import type { Host, HostSecrets } from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import type {
  Capability,
  CommandOutput,
  DockerApi,
  EffectScript,
  ReadOptions,
  ReadScript,
  SessionCost,
} from '../../domain/session.ts';
import { formatAddress } from '../address.ts';
import { type HelperContainer, openHelper } from '../helper/helper-container.ts';
import type { PoolableSession } from '../sessions/poolable-session.ts';
import { CostCounter } from '../sessions/session-cost.ts';
import type { DockerProblem } from '../ssh/ssh-session.ts';
import type { EngineApi } from './docker-api.ts';
import { reachDockerBySocket, type SocketAddress } from './docker-by-socket.ts';

export interface OpenSocketOptions {
  host: Host;
  address: SocketAddress;
  secrets: HostSecrets;
  deadlineMs: number;
  signal?: AbortSignal;
}

/** A host that gives only Docker's socket. Without Docker there is nothing, so that is an error here. */
export async function openSocketSession(options: OpenSocketOptions): Promise<SocketSession> {
  const session = new SocketSession(options);
  await session.reach(options.signal);
  try {
    if (options.host.settings.hostAccess === 'helper') await session.findShell(options.signal);
  } catch (error) {
    await session.close();
    throw error;
  }
  session.takeCost();
  return session;
}

export class SocketSession implements PoolableSession {
  readonly hostId: HostId;
  rootProblem: string | null;
  dockerProblem: DockerProblem | null = null;
  private engine: EngineApi | null = null;
  private helper: HelperContainer | null = null;
  private isClosed = false;
  private readonly options: OpenSocketOptions;
  private readonly where: string;
  private readonly cost = new CostCounter();

  constructor(options: OpenSocketOptions) {
    this.options = options;
    this.hostId = options.host.id;
    this.where = formatAddress(options.address);
    this.rootProblem = `Bilge has only the Docker socket of ${this.where}, so files on the host cannot be read. Allow the helper container (--host-access helper), or add the host by SSH.`;
  }

  get docker(): DockerApi | null {
    return this.engine;
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  get capabilities(): ReadonlySet<Capability> {
    const capabilities = new Set<Capability>();
    if (this.engine !== null) capabilities.add('docker');
    if (this.helper !== null) capabilities.add('shell').add('root');
    return capabilities;
  }

  async reach(signal?: AbortSignal): Promise<void> {
    const { address, secrets, deadlineMs, host } = this.options;
    this.engine = await reachDockerBySocket({
      address,
      settings: host.settings,
      secrets,
      deadlineMs,
      cost: this.cost,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Starts one helper to see whether it can enter the host at all. Where not, `rootProblem` says why and Docker still works. */
  async findShell(signal?: AbortSignal): Promise<void> {
    const { engine, where, cost } = this;
    if (engine === null) return;
    const tried = await openHelper({ engine, where, onRoundTrip: cost.roundTrip, onBytes: cost.received }, signal);
    if ('problem' in tried) {
      this.rootProblem = tried.problem;
      return;
    }
    this.helper = tried.helper;
    this.rootProblem = null;
  }

  async findDocker(signal?: AbortSignal): Promise<void> {
    if (this.engine !== null) return;
    await this.reach(signal);
  }

  async read(script: ReadScript, options: ReadOptions): Promise<CommandOutput> {
    return await this.shell().run(script.source, options, 'look');
  }

  async execute(script: EffectScript, options: ReadOptions): Promise<CommandOutput> {
    return await this.shell().run(script.source, options, 'change');
  }

  takeCost(): SessionCost {
    return this.cost.take();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      await this.helper?.dispose();
    } finally {
      this.engine?.close();
    }
  }

  private shell(): HelperContainer {
    if (this.helper !== null && !this.isClosed) return this.helper;
    const why = this.isClosed ? 'This session was closed.' : (this.rootProblem ?? 'There is no shell.');
    throw new TransportError({
      failure: 'misconfigured',
      step: 'shell',
      message: `${this.where}: no shell: ${why}`,
      userMessage: why,
    });
  }
}
