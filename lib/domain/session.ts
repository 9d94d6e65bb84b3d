import type { ContainerdConnection } from './containerd-api.ts';
import type { HostId } from './ids.ts';

/**
 * One open way to a host. `lib/hosts` makes them, everyone else only uses these types.
 * Reads and effects are different types (docs/architecture.md#law-3): a `ReadScript` is made by collectors, an `EffectScript` only by
 * `lib/runs`.
 */
declare const readMark: unique symbol;
declare const effectMark: unique symbol;
export interface ReadScript {
  readonly source: Buffer;
  readonly [readMark]?: true;
}
export interface EffectScript {
  readonly source: Buffer;
  readonly [effectMark]: true;
}

export type Capability = 'docker' | 'shell' | 'root';

export interface CommandOutput {
  stdout: Buffer;
  /** Tail of stderr, at most 16 KiB, control characters kept. */
  stderr: string;
  /** null where the command was killed or the connection was lost */
  exitCode: number | null;
  timedOut: boolean;
  /** stdout was cut at `maxBytes` */
  truncated: boolean;
  /** id of the helper container that it ran in: one more container on that host, for as long as it ran */
  helperContainer?: string;
}

export interface ReadOptions {
  timeoutMs: number;
  /** Bytes of stdout to keep before the command is killed; default 64 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
  onStdout?: (chunk: Buffer) => void;
  /** Which interpreter reads the script on stdin; default `sh`. Tests run the same script under others. */
  shell?: string;
}

export interface SessionCost {
  /** exec channels opened on the host (or helper containers started) since the counter was last taken */
  roundTrips: number;
  engineRequests: number;
  /** bytes received, all channels */
  bytes: number;
}

export interface EngineRequest {
  method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  /** Path below the API version, with leading slash, no query: `/containers/json` */
  path: string;
  query?: Record<string, string | number | boolean | string[]>;
  /** JSON body, or raw bytes with `contentType` */
  body?: unknown;
  rawBody?: Buffer;
  contentType?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface DockerApi {
  /** Negotiated version in use, `1.41`. Never below 1.24, never above what Bilge was tried with. */
  readonly apiVersion: string;
  readonly minApiVersion: string;
  readonly serverVersion: string;
  /** How the Engine is reached: `streamlocal`, `dial-stdio`, `sudo dial-stdio`, `socat`, `socket`, `tcp`, `tls`. */
  readonly transport: string;
  /** Parsed JSON. Throws DockerApiError (status ≥ 400) or TransportError. */
  json(request: EngineRequest): Promise<unknown>;
  /** The raw body: tar streams, logs. */
  bytes(request: EngineRequest): Promise<Buffer>;
}

export interface HostSession {
  readonly hostId: HostId;
  readonly capabilities: ReadonlySet<Capability>;
  /** null where the Engine cannot be reached; `dockerProblem` then says at which step and what to do. */
  readonly docker: DockerApi | null;
  readonly dockerProblem: { code: string; step: string; userMessage: string } | null;
  /** Why there is no root (or no shell), for a person; null where there is. */
  readonly rootProblem: string | null;
  /** Runs a script that only looks, as root where that was configured. One round trip. Never throws for an exit code. */
  read(script: ReadScript, options: ReadOptions): Promise<CommandOutput>;
  /** Runs a script that changes something. Only `lib/runs` can make an EffectScript. */
  execute(script: EffectScript, options: ReadOptions): Promise<CommandOutput>;
  /** As root, to the containerd that listens on this socket of the host. Absent where there is no SSH. @throws TransportError */
  containerd?(socketPath: string): Promise<ContainerdConnection>;
  /** Cost since the last call. */
  takeCost(): SessionCost;
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/** One line of `host test`: what was tried, whether it worked, what is missing. */
export interface HostCheck {
  id: 'connect' | 'host-key' | 'login' | 'sudo' | 'shell' | 'docker' | 'tools' | 'helper';
  ok: boolean;
  detail: string;
}
