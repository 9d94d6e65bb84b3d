import type { ContainerdConnection } from '../../domain/containerd-api.ts';
import { messageOf, TransportError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
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
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { reachContainerd } from '../containerd/reach-containerd.ts';
import type { EngineApi } from '../docker/docker-api.ts';
import { defaultSocketPath, reachDockerBySsh } from '../docker/docker-by-ssh.ts';
import { type DockerProbe, dockerProbeScript, parseDockerProbe } from '../docker/docker-probe.ts';
import { type HelperContainer, openHelper } from '../helper/helper-container.ts';
import { type Privilege, plainPrivilege, sudoFailed } from '../scripts/privilege.ts';
import { envelope, shellWords } from '../scripts/script-envelope.ts';
import { runScript } from '../scripts/script-runner.ts';
import type { PoolableSession } from '../sessions/poolable-session.ts';
import { CostCounter } from '../sessions/session-cost.ts';
import type { SshConnection } from './ssh-connection.ts';
import { sshShellChannel } from './ssh-shell-channel.ts';

export interface DockerProblem {
  code: string;
  step: string;
  userMessage: string;
}

const probeTimeoutMs = 20_000;

export class SshSession implements PoolableSession {
  readonly hostId: HostId;
  rootProblem: string | null = null;
  dockerProblem: DockerProblem | null = null;
  private engine: EngineApi | null = null;
  private helper: HelperContainer | null = null;
  private isRoot = false;
  private readonly host: Host;
  private readonly user: string;
  private readonly connection: SshConnection;
  private readonly privilege: Privilege;
  private readonly closeChain: () => Promise<void>;
  private readonly cost = new CostCounter();

  constructor(options: {
    host: Host;
    user: string;
    connection: SshConnection;
    privilege: Privilege;
    closeChain: () => Promise<void>;
  }) {
    this.host = options.host;
    this.hostId = options.host.id;
    this.user = options.user;
    this.connection = options.connection;
    this.privilege = options.privilege;
    this.closeChain = options.closeChain;
  }

  get docker(): DockerApi | null {
    return this.engine;
  }

  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  get capabilities(): ReadonlySet<Capability> {
    const capabilities = new Set<Capability>();
    if (this.host.settings.hostAccess !== 'none') capabilities.add('shell');
    if (this.engine !== null) capabilities.add('docker');
    if (this.isRoot) capabilities.add('root');
    return capabilities;
  }

  async read(script: ReadScript, options: ReadOptions): Promise<CommandOutput> {
    return await this.runWithin(script.source, options, 'look');
  }

  async execute(script: EffectScript, options: ReadOptions): Promise<CommandOutput> {
    return await this.runWithin(script.source, options, 'change');
  }

  async containerd(socketPath: string): Promise<ContainerdConnection> {
    const { connection, privilege } = this;
    if (!this.isRoot || this.helper !== null) {
      const why = this.rootProblem ?? "containerd's socket can only be reached by a root login, or by sudo.";
      throw new TransportError({ failure: 'misconfigured', step: 'containerd', message: why, userMessage: why });
    }
    return await reachContainerd({ connection, privilege, socketPath, probe: () => this.probeDocker(socketPath) });
  }

  takeCost(): SessionCost {
    return this.cost.take();
  }

  async close(): Promise<void> {
    try {
      if (this.isOpen) await this.helper?.dispose();
    } finally {
      this.engine?.close();
      await this.closeChain();
    }
  }

  /** Asks the shell who it runs as: a login named root need not be uid 0, and sudo may make it someone else. */
  async findRoot(signal?: AbortSignal): Promise<void> {
    if (this.host.settings.hostAccess === 'none') {
      this.rootProblem = `For ${this.connection.where} only Docker itself may be used (--host-access none), so files on the host are not read.`;
      return;
    }
    const output = await this.run(asReadScript(sh`id -u`).source, probeOptions(signal), this.privilege);
    const uid = output.stdout.toString('latin1').trim();
    this.isRoot = uid === '0';
    if (this.isRoot) return;
    this.rootProblem =
      this.host.settings.sudo === 'none'
        ? `Bilge is logged in at ${this.connection.where} as ${this.user}, who is not root, and sudo is not set up for this host. Let it use sudo (--sudo nopasswd or --sudo password), or log in as root.`
        : `sudo on ${this.connection.where} made Bilge uid ${uid === '' ? 'unknown' : uid}, not root. Check the runas part of its sudoers entry.`;
  }

  /** Tries the ways to the Engine. Where none works, says why in `dockerProblem`; only a lost connection throws. */
  async findDocker(signal?: AbortSignal): Promise<void> {
    // A new probe creates a new agent; the streams of the old one would stay open as long as the connection.
    this.engine?.close();
    try {
      this.engine = await reachDockerBySsh({
        connection: this.connection,
        socketPath: this.host.settings.dockerSocket ?? defaultSocketPath,
        privilege: this.privilege,
        cost: this.cost,
        probe: () => this.probeDocker(),
        ...(signal === undefined ? {} : { signal }),
      });
      this.dockerProblem = null;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof TransportError) || !this.connection.isOpen) throw error;
      this.engine = null;
      this.dockerProblem = { code: error.code, step: error.step, userMessage: error.userMessage };
    }
  }

  /** A user who may use Docker but not sudo: where it is allowed, the helper container looks at the host instead. */
  async findHelper(signal?: AbortSignal): Promise<void> {
    const { engine, cost } = this;
    if (this.isRoot || engine === null || this.host.settings.hostAccess !== 'helper') return;
    const options = { engine, where: this.connection.where, onRoundTrip: cost.roundTrip, onBytes: cost.received };
    const tried = await openHelper(options, signal);
    if ('problem' in tried) {
      this.rootProblem = tried.problem;
      return;
    }
    this.helper = tried.helper;
    this.isRoot = true;
    this.rootProblem = null;
  }

  /** As the login user: that is who sshd opens the socket as. */
  private async probeDocker(socketPath = this.host.settings.dockerSocket ?? defaultSocketPath): Promise<DockerProbe> {
    const script = asReadScript(dockerProbeScript(socketPath)).source;
    const output = await this.run(script, probeOptions(), plainPrivilege);
    try {
      return parseDockerProbe(output);
    } catch (cause) {
      throw new TransportError({
        failure: 'misconfigured',
        step: 'shell',
        message: `${this.connection.where}: the look around for Docker gave ${JSON.stringify(output.stdout.toString('utf8', 0, 200))}, exit ${output.exitCode}, ${messageOf(output.stderr.slice(-300))}`,
        userMessage: `The shell on ${this.connection.where} did not run a simple script that looks for Docker as a POSIX shell would.`,
        cause,
      });
    }
  }

  private async runWithin(script: Buffer, options: ReadOptions, purpose: 'look' | 'change'): Promise<CommandOutput> {
    if (this.host.settings.hostAccess === 'none') {
      const userMessage = this.rootProblem ?? 'Only Docker may be used on this host.';
      throw new TransportError({ failure: 'misconfigured', step: 'shell', message: userMessage, userMessage });
    }
    if (this.helper !== null) return await this.helper.run(script, options, purpose);
    return await this.run(script, options, this.privilege);
  }

  private async run(script: Buffer, options: ReadOptions, privilege: Privilege): Promise<CommandOutput> {
    const { connection, cost, user } = this;
    const wrapped = envelope(script, { timeoutMs: options.timeoutMs });
    const command = privilege.command(shellWords(options.shell));
    const channel = await connection.exec(command, options.signal);
    cost.roundTrip();
    return await runScript({
      channel: sshShellChannel(connection, channel),
      preface: privilege.preface,
      envelope: wrapped,
      options,
      where: connection.where,
      onBytes: cost.received,
      explainNoShell: ({ exitCode, stderr }) =>
        privilege.kind === 'plain'
          ? noShell(connection.where, user, exitCode, stderr)
          : sudoFailed(connection.where, user, stderr),
    });
  }
}

function probeOptions(signal?: AbortSignal): ReadOptions {
  return { timeoutMs: probeTimeoutMs, ...(signal === undefined ? {} : { signal }) };
}

function noShell(where: string, user: string, exitCode: number | null, stderr: string): TransportError {
  const said = stderr.trim().slice(-300);
  return new TransportError({
    failure: 'misconfigured',
    step: 'shell',
    message: `${where}: no shell for ${user} (exit status ${exitCode}): ${said}`,
    userMessage: `${where} let ${user} log in but started no shell (exit status ${exitCode}${said === '' ? '' : `: ${said}`}). The account may have no shell (nologin), a forced command in authorized_keys, or its shell is missing.`,
  });
}
