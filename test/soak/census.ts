import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { DockerAgent } from '../../lib/hosts/docker/docker-agent.ts';
import { SshConnection } from '../../lib/hosts/ssh/ssh-connection.ts';
import { SshSession } from '../../lib/hosts/ssh/ssh-session.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import type { Sample } from './soak-plan.ts';

const load = createRequire(import.meta.url);
// Node opens its standard streams when they are first named; where they are pipes they are sockets too, and nobody's leak.
void process.stdout;
void process.stderr;
const Timeout = setTimeout(() => {}, 0).constructor;

/** Whatever something can forget to let go of. `queryObjects` collects before it counts, so only what somebody holds is counted. */
const classes: Readonly<Record<string, unknown>> = {
  'SSH channels': load('ssh2/lib/Channel.js').Channel,
  'SSH clients': load('ssh2').Client,
  'SSH connections': SshConnection,
  'SSH sessions': SshSession,
  'Docker agents': DockerAgent,
  sockets: net.Socket,
  requests: http.ClientRequest,
  answers: http.IncomingMessage,
  'abort signals': AbortSignal,
  streams: ReadableStream,
  timers: Timeout,
};

/** The process must have been started with --expose-gc. */
export async function takeSample(app: Application, scans: number, openPages: () => number): Promise<Sample> {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
  // What is closed or destroyed is let go of some turns later, and what it held one collection later.
  for (let round = 0; round < 4; round += 1) {
    await sleep(150);
    await globalThis.gc({ type: 'major', execution: 'async' });
  }
  const memory = process.memoryUsage();
  const descriptors = fs.readdirSync('/proc/self/fd').length;
  const living: Record<string, number> = {};
  for (const [what, kind] of Object.entries(classes)) living[what] = countOf(kind);
  const { listeners, closers } = app.events.census;
  const { connections, retired, failures } = app.pool.census;
  return {
    scans,
    heapBytes: memory.heapUsed,
    externalBytes: memory.external,
    bufferBytes: memory.arrayBuffers,
    residentBytes: memory.rss,
    descriptors,
    living: {
      ...living,
      'open pages': openPages() + closers,
      'listeners on the event bus': listeners,
      'pooled connections': connections + retired,
      'remembered failures': failures,
      'work in flight': app.scans.size + app.measuring.size,
      'listeners of the process': process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    },
  };
}

function countOf(kind: unknown): number {
  if (typeof kind !== 'function') throw new Error('a class to count is not there any more');
  return v8.queryObjects(kind, { format: 'count' });
}
