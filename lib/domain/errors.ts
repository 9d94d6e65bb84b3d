import { isOfKind, markKinds } from './bundle-proof.ts';

/**
 * Every error that reaches a user carries two texts: `message` for the log and `userMessage` for a person, which says
 * what was attempted, on which host, why it stopped and what to do next. `code` is stable and machine-readable.
 */
export class AppError extends Error {
  static readonly errorKind: string = 'AppError';

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass that stands right of `instanceof`
    return isOfKind(this, value);
  }

  readonly code: string;
  readonly userMessage: string;

  constructor(options: { code: string; message: string; userMessage?: string; cause?: unknown }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    markKinds(this, new.target);
    this.code = options.code;
    this.userMessage = options.userMessage ?? options.message;
  }
}

export type TransportFailure =
  | 'unreachable'
  | 'auth-failed'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'timed-out'
  | 'connection-lost'
  | 'sudo-failed'
  | 'no-docker'
  | 'docker-stopped'
  | 'docker-permission'
  | 'forwarding-forbidden'
  | 'tls-failed'
  | 'misconfigured';

/** The host could not be reached, or not in the requested way. `step` is the step of connecting that failed. */
export class TransportError extends AppError {
  static override readonly errorKind: string = 'TransportError';
  readonly failure: TransportFailure;
  readonly step: string;
  /** The key that the server offered, where `failure` is about host keys. */
  readonly offered: { fingerprint: string; keyType: string } | null;

  constructor(options: {
    failure: TransportFailure;
    step: string;
    message: string;
    userMessage?: string;
    offered?: { fingerprint: string; keyType: string };
    cause?: unknown;
  }) {
    super({ ...options, code: options.failure });
    this.failure = options.failure;
    this.step = options.step;
    this.offered = options.offered ?? null;
  }
}

export class CommandError extends AppError {
  static override readonly errorKind: string = 'CommandError';
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly stderrTail: string;

  constructor(options: {
    message: string;
    userMessage?: string;
    exitCode: number | null;
    timedOut: boolean;
    stderrTail: string;
    cause?: unknown;
  }) {
    super({ ...options, code: options.timedOut ? 'command-timed-out' : 'command-failed' });
    this.exitCode = options.exitCode;
    this.timedOut = options.timedOut;
    this.stderrTail = options.stderrTail;
  }
}

/** The Engine answered with an error status. Callers distinguish 404 (gone) and 409 (in use). */
export class DockerApiError extends AppError {
  static override readonly errorKind: string = 'DockerApiError';
  readonly status: number;

  constructor(options: { status: number; message: string; userMessage?: string; cause?: unknown }) {
    super({ ...options, code: `docker-${options.status}` });
    this.status = options.status;
  }
}

/** containerd answered, and said no: nothing was done. A lost answer is a TransportError. */
export class ContainerdError extends AppError {
  static override readonly errorKind: string = 'ContainerdError';
  readonly status: 'not-found' | 'already-exists' | 'other';

  constructor(options: { status: ContainerdError['status']; message: string }) {
    super({
      code: `containerd-${options.status}`,
      message: options.message,
      userMessage: `containerd says: ${options.message}`,
    });
    this.status = options.status;
  }
}

export class ParseFailure extends AppError {
  static override readonly errorKind: string = 'ParseFailure';
  readonly tool: string;
  /** The first bytes of what could not be read, printable. */
  readonly sample: string;

  constructor(options: { tool: string; message: string; sample?: string; cause?: unknown }) {
    super({ ...options, code: 'unparseable' });
    this.tool = options.tool;
    this.sample = (options.sample ?? '').slice(0, 400);
  }
}

/** An expected "no": the excuse is what the operator can act on. */
export class GuardRefusal extends AppError {
  static override readonly errorKind: string = 'GuardRefusal';
  readonly guardId: string;
  /** every object that was considered and skipped */
  readonly leftAlone: readonly LeftAlone[];

  constructor(options: { guardId: string; excuse: string; leftAlone?: readonly LeftAlone[] }) {
    super({ code: 'refused', message: `${options.guardId}: ${options.excuse}`, userMessage: options.excuse });
    this.guardId = options.guardId;
    this.leftAlone = options.leftAlone ?? [];
  }
}

/** A skipped object and the reason, for a person. */
export interface LeftAlone {
  name: string;
  guardId: string;
  excuse: string;
}

export class StalePlanError extends AppError {
  static override readonly errorKind: string = 'StalePlanError';
  constructor(options: { message: string; userMessage?: string }) {
    super({ ...options, code: 'stale-plan' });
  }
}

export class HostBusyError extends AppError {
  static override readonly errorKind: string = 'HostBusyError';
  readonly holder: string;

  constructor(options: { message: string; holder: string }) {
    super({ ...options, code: 'host-busy' });
    this.holder = options.holder;
  }
}

export class NotFoundError extends AppError {
  static override readonly errorKind: string = 'NotFoundError';
  constructor(message: string) {
    super({ code: 'not-found', message });
  }
}

export class InvalidInputError extends AppError {
  static override readonly errorKind: string = 'InvalidInputError';
  constructor(message: string, cause?: unknown) {
    super({ code: 'invalid-input', message, cause });
  }
}

/** More than is read at once, or more at once than one may ask for. What to send instead is in the message. */
export class LimitError extends AppError {
  static override readonly errorKind: string = 'LimitError';
  readonly kind: 'too-large' | 'too-many';

  constructor(kind: 'too-large' | 'too-many', message: string) {
    super({ code: kind, message });
    this.kind = kind;
  }
}

/** Not logged in, not allowed, or a fresh password is needed first. */
export class AccessError extends AppError {
  static override readonly errorKind: string = 'AccessError';
  readonly kind:
    | 'unauthenticated'
    | 'forbidden'
    | 'reauthentication-required'
    | 'rate-limited'
    /** too much of the same work at once: nothing was judged or counted */
    | 'busy'
    | 'read-only';
  /** when to try again, where waiting helps */
  readonly retryAfterSeconds: number | null;

  constructor(options: {
    kind: AccessError['kind'];
    message: string;
    userMessage?: string;
    retryAfterSeconds?: number;
  }) {
    super({ ...options, code: options.kind });
    this.kind = options.kind;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a person is told of it: the sentence that was written for one, else what it says itself. */
export function userMessageOf(error: unknown): string {
  return error instanceof AppError ? error.userMessage : messageOf(error);
}
