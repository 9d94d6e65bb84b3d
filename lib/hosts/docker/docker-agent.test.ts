import http from 'node:http';
import { Duplex, PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../domain/errors.ts';
import { DockerAgent, type EngineStream } from './docker-agent.ts';

/** A command whose output ends before it says why, as sshd sends it. */
function silentCommand(): { command: EngineStream; end(): void; close(why: Error | null): void } {
  const output = new PassThrough();
  const stream = Duplex.from({ readable: output, writable: new PassThrough() });
  let close = (_why: Error | null): void => {};
  const ended = new Promise<Error | null>((resolve) => {
    close = resolve;
  });
  return { command: { stream, ended }, end: () => output.end(), close };
}

const request = (agent: http.Agent) =>
  new Promise<string>((resolve) => {
    http.get({ agent, host: 'docker', path: '/_ping' }).on('error', (error) => resolve(messageOf(error)));
  });

describe('why a way to the Engine failed', () => {
  it('is waited for where the output ends first', async () => {
    const { command, end, close } = silentCommand();
    const agent = new DockerAgent(async () => command, 1);
    const failed = request(agent);
    end();
    expect(await failed).toBe('socket hang up');
    const why = agent.whyLast();
    setTimeout(() => close(new Error('Cannot connect to the Docker daemon')), 50);
    expect(messageOf(await why)).toBe('Cannot connect to the Docker daemon');
  });

  it('is not waited for where the command still runs', async () => {
    const running = silentCommand();
    const agent = new DockerAgent(async () => running.command, 1);
    const given = http.get({ agent, host: 'docker', path: '/_ping' }).on('error', () => {});
    expect(await agent.whyLast()).toBeNull();
    given.destroy();
  });

  it('is what kept it from being opened', async () => {
    const agent = new DockerAgent(() => Promise.reject(new Error('open failed')), 1);
    await request(agent);
    expect(messageOf(await agent.whyLast())).toBe('open failed');
  });
});

// docker-modem inspects it to any depth with every request: a second of CPU each, once.
it('is short to print, whatever hangs on it', () => {
  expect(inspect({ agent: new DockerAgent(() => Promise.reject(new Error('')), 1) })).toBe('{ agent: DockerAgent }');
});

describe('an agent that was closed', () => {
  it('closes also the stream that was being opened, and what waited for it fails', async () => {
    let hand = (_stream: EngineStream): void => {};
    const agent = new DockerAgent(
      () =>
        new Promise((resolve) => {
          hand = resolve;
        }),
      1,
    );
    const asked = request(agent);
    agent.destroy();
    const { command } = silentCommand();
    hand(command);
    expect(await asked).toContain('closed while');
    expect(command.stream.destroyed).toBe(true);
  });

  it('that is asked why leaves no timer behind where nothing has ended', async () => {
    const agent = new DockerAgent(async () => silentCommand().command, 1);
    vi.useFakeTimers();
    try {
      await agent.whyLast();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
