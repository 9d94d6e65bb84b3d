import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DockerApiError, messageOf, TransportError } from '../../domain/errors.ts';
import type { CommandOutput, ReadOptions } from '../../domain/session.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import type { EngineApi } from '../docker/docker-api.ts';
import { envelope } from '../scripts/script-envelope.ts';
import { runScript } from '../scripts/script-runner.ts';
import { attachedShellChannel } from '../ssh/attached-shell-channel.ts';
import { cure } from './helper-cure.ts';
import { helperEntry } from './helper-entry.ts';

/**
 * A shell on a host where Bilge has only the Docker socket. Opt-in, because anyone who may start such a container is root there.
 *
 * Nothing is pulled: an empty tar becomes an image, the host's own binaries are bound in read-only, and its `nsenter` steps into the mount namespace
 * of dockerd, so btrfs, mount and all the rest are the host's own (a NAS vendor's kernel needs its own btrfs tool). Named capabilities instead of
 * --privileged: in a nested or limited host the latter cannot even start ("unable to apply caps").
 *
 * One container per script, removed after it, the image when the session ends. Nothing of what it prints is logged on the
 * host, it has no network, and its id comes with its output, because the script sees this container too.
 */
const helperLabel = 'bilge.helper';
const imageName = 'bilge-helper';

/** To look: enter namespaces, read everything, ask btrfs. To change: what Docker gives by default, and the immutable flag. */
const lookCapabilities = ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_CHROOT', 'DAC_READ_SEARCH'];
const changeCapabilities = [...lookCapabilities, 'LINUX_IMMUTABLE'];

/** Bound one by one with type "bind", which refuses a missing source; `-v` would create the directory on the host. */
const hostDirectories = ['/bin', '/sbin', '/usr', '/lib', '/lib64', '/lib32', '/libx32', '/nix'];

const createdSchema = z.object({ Id: z.string().min(12) });
const waitSchema = z.object({ StatusCode: z.number().int() });
const leftoverSchema = z.array(z.object({ Id: z.string(), State: z.string(), Created: z.number() }));

export interface HelperOptions {
  engine: EngineApi;
  where: string;
  onRoundTrip: () => void;
  onBytes: (count: number) => void;
}

/** Starts one helper to see whether it can enter the host at all, and as root. `problem` says for a person why not. */
export async function openHelper(
  options: HelperOptions,
  signal?: AbortSignal,
): Promise<{ helper: HelperContainer } | { problem: string }> {
  const helper = new HelperContainer(options);
  const timed = { timeoutMs: 30_000, ...(signal === undefined ? {} : { signal }) };
  try {
    const output = await helper.run(asReadScript(sh`id -u`).source, timed, 'look');
    const uid = output.stdout.toString('latin1').trim();
    if (uid === '0') return { helper };
    await helper.dispose();
    return {
      problem: `The helper container on ${options.where} is not root there (uid ${uid}): Docker runs rootless or in a user namespace. Add the host by SSH with sudo instead.`,
    };
  } catch (error) {
    await helper.dispose();
    if (error instanceof TransportError && error.step === 'helper') return { problem: error.userMessage };
    throw error;
  }
}

export class HelperContainer {
  private readonly engine: EngineApi;
  private readonly where: string;
  private readonly onRoundTrip: () => void;
  private readonly onBytes: (count: number) => void;
  private readonly tag = randomBytes(6).toString('hex');
  private image: Promise<string> | null = null;
  private directories = hostDirectories;

  constructor(options: HelperOptions) {
    this.engine = options.engine;
    this.where = options.where;
    this.onRoundTrip = options.onRoundTrip;
    this.onBytes = options.onBytes;
  }

  async run(script: Buffer, options: ReadOptions, purpose: 'look' | 'change'): Promise<CommandOutput> {
    this.image ??= this.importImage();
    const image = await this.image;
    options.signal?.throwIfAborted();
    const id = await this.create(image, purpose, options.shell ?? 'sh');
    try {
      const stream = await this.engine.hijack(`/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`);
      const channel = attachedShellChannel({
        stream,
        exitCode: () => this.exitCode(id),
        abandon: () => void this.remove(id).catch(() => {}),
      });
      await this.start(id);
      this.onRoundTrip();
      const output = await runScript({
        channel,
        preface: Buffer.alloc(0),
        envelope: envelope(script, { timeoutMs: options.timeoutMs }),
        options,
        where: this.where,
        onBytes: this.onBytes,
        explainNoShell: ({ exitCode, stderr }) =>
          this.failed('enter the host', `exit status ${exitCode}: ${stderr.trim()}`),
      });
      return { ...output, helperContainer: id };
    } finally {
      await this.remove(id);
    }
  }

  /** Removes the image, and what an earlier Bilge left behind when it was killed. */
  async dispose(): Promise<void> {
    if (this.image === null) return;
    const image = await this.image.catch(() => null);
    this.image = null;
    if (image === null) return;
    await this.sweep();
    await this.engine
      .json({ method: 'DELETE', path: `/images/${imageName}:${this.tag}`, query: { force: true } })
      .catch(ignoreGone);
  }

  /** An all-zero tar is the empty tar. The label lets people and sweeps know it. */
  private async importImage(): Promise<string> {
    try {
      await this.engine.bytes({
        method: 'POST',
        path: '/images/create',
        query: { fromSrc: '-', repo: imageName, tag: this.tag, changes: `LABEL ${helperLabel}=1` },
        rawBody: Buffer.alloc(10_240),
        contentType: 'application/x-tar',
      });
      // Errors of an import come inside a 200; only the image itself proves it.
      const found = await this.engine.json({ method: 'GET', path: `/images/${imageName}:${this.tag}/json` });
      return createdSchema.parse(found).Id;
    } catch (error) {
      this.image = null;
      throw this.failed('create its empty image', messageOf(error), error);
    }
  }

  private async create(image: string, purpose: 'look' | 'change', shell: string): Promise<string> {
    while (true) {
      try {
        const created = await this.engine.json({
          method: 'POST',
          path: '/containers/create',
          query: { name: `${imageName}-${randomBytes(6).toString('hex')}` },
          body: this.configuration(image, purpose, shell),
        });
        return createdSchema.parse(created).Id;
      } catch (error) {
        const missing = /bind source path does not exist: (\S+)/.exec(messageOf(error))?.[1]?.replace(/["'.]+$/, '');
        if (missing === undefined || !this.directories.includes(missing))
          throw this.failed('be created', messageOf(error), error);
        this.directories = this.directories.filter((directory) => directory !== missing);
      }
    }
  }

  private configuration(image: string, purpose: 'look' | 'change', shell: string): Record<string, unknown> {
    return {
      Image: image,
      Entrypoint: ['/bin/sh', '-c', helperEntry(shell)],
      User: '0:0',
      Env: ['LC_ALL=C'],
      Labels: { [helperLabel]: '1' },
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      OpenStdin: true,
      // When the dashboard goes away the container's stdin ends, and with it the script.
      StdinOnce: true,
      Tty: false,
      HostConfig: {
        NetworkMode: 'none',
        PidMode: 'host',
        UsernsMode: 'host',
        ReadonlyRootfs: true,
        CapDrop: purpose === 'look' ? ['ALL'] : [],
        CapAdd: purpose === 'look' ? lookCapabilities : changeCapabilities,
        // Old default profiles refuse system calls that the host's newer tools need; AppArmor's forbids entering namespaces.
        SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
        LogConfig: { Type: 'none' },
        RestartPolicy: { Name: 'no' },
        Mounts: this.directories.map((directory) => ({
          Type: 'bind',
          Source: directory,
          Target: directory,
          ReadOnly: true,
          BindOptions: { Propagation: 'rprivate' },
        })),
      },
    };
  }

  private async start(id: string): Promise<void> {
    try {
      await this.engine.json({ method: 'POST', path: `/containers/${id}/start`, timeoutMs: 60_000 });
    } catch (error) {
      throw this.failed('start', messageOf(error), error);
    }
  }

  private async exitCode(id: string): Promise<number | null> {
    const answer = await this.engine.json({ method: 'POST', path: `/containers/${id}/wait`, timeoutMs: 30_000 });
    const { StatusCode: status } = waitSchema.parse(answer);
    // 128 + 9: killed, by its own watcher or by the host running out of memory.
    return status === 137 ? null : status;
  }

  private async remove(id: string): Promise<void> {
    await this.engine
      .json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true }, timeoutMs: 60_000 })
      .catch(ignoreGone);
  }

  private async sweep(): Promise<void> {
    const answer = await this.engine.json({
      method: 'GET',
      path: '/containers/json',
      query: {
        all: true,
        filters: JSON.stringify({ label: [`${helperLabel}=1`], status: ['exited', 'created', 'dead'] }),
      },
    });
    const hourAgoSeconds = Date.now() / 1000 - 3_600;
    for (const container of leftoverSchema.parse(answer)) {
      if (container.Created < hourAgoSeconds) await this.remove(container.Id);
    }
  }

  private failed(what: string, why: string, cause?: unknown): TransportError {
    if (cause instanceof TransportError) return cause;
    return new TransportError({
      failure: 'misconfigured',
      step: 'helper',
      message: `${this.where}: the helper container could not ${what}: ${why}`,
      userMessage: `The helper container on ${this.where} could not ${what}: ${cure(why, lookCapabilities)}`,
      cause,
    });
  }
}

function ignoreGone(error: unknown): void {
  if (error instanceof DockerApiError && (error.status === 404 || error.status === 409)) return;
  throw error;
}
