import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import type { LabHost } from '../lab/lab.ts';
import { startHost } from '../lab/lab.ts';
import { betweenContainers } from '../lab/states/containerd-leaks.ts';
import { restartDocker } from '../lab/states/engine.ts';
import { loadBusybox } from '../lab/states/load-busybox.ts';
import { framed } from '../lib/hosts/containerd/grpc.ts';
import { createRequest, deleteRequest } from '../lib/hosts/containerd/messages.ts';
import { bytesField } from '../lib/hosts/containerd/wire.ts';
import { hostFolder } from './host-folder.ts';

/** A store of containerd as leaked containers leave it: stacks of ten layers, and on each of them leases whose containers are gone. */
export interface BigStore {
  snapshots: number;
  leases: number;
  filesEach: number;
}

const stackHeight = 10;
const apart = 8;
const building = 'bench-build';
const service = '/containerd.services';

/** Made by containerd itself, over its socket; Docker is restarted afterwards, so that the leases are older than it. */
export async function hostWithStore(store: BigStore): Promise<{ host: LabHost; leased: string[] }> {
  const host = await startHost('trixie-containerd-ext4', {
    diskBytes: 24 * 2 ** 30,
    // What is measured is reading; without barriers it is made ten times as fast.
    mountOptions: 'noatime,barrier=0',
    mkfsArguments: ['-N', String(store.snapshots * (store.filesEach + 8) + 200_000)],
  });
  try {
    await loadBusybox(host);
    const leased = await betweenContainers(host, 'bench', () => hostFolder(host, '', (root) => fillStore(root, store)));
    await restartDocker(host);
    return { host, leased };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function fillStore(root: string, { snapshots, leases, filesEach }: BigStore): Promise<string[]> {
  const session = http2.connect('http://containerd', {
    createConnection: () => net.connect(`${root}/run/containerd/containerd.sock`),
  });
  const under = (lease: string) => (path: string, message: Buffer) => call(session, path, message, lease);
  try {
    await call(session, `${service}.leases.v1.Leases/Create`, createRequest(building, {}));
    const tops: string[] = [];
    const stacks = Math.ceil((snapshots - 2 * leases) / stackHeight);
    await inTurns(stacks, async (number) => {
      tops[number] = await stack(under(building));
    });
    const leased: string[] = [];
    await inTurns(leases, async (number) => {
      leased.push(await container(session, tops[number % stacks] ?? ''));
    });
    await call(session, `${service}.leases.v1.Leases/Delete`, deleteRequest(building, true));
    writeFiles(`${root}/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots`, filesEach);
    return leased;
  } finally {
    session.destroy();
  }
}

type Ask = (path: string, message: Buffer) => Promise<void>;

async function stack(ask: Ask): Promise<string> {
  let parent = '';
  for (let height = 0; height < stackHeight; height += 1) {
    const name = `sha256:${randomBytes(32).toString('hex')}`;
    await committed(ask, name, `extract-${randomBytes(4).readUInt32BE()}-aaaa ${name}`, parent);
    parent = name;
  }
  return parent;
}

/** As `docker create` makes its lease and its two snapshots. */
async function container(session: http2.ClientHttp2Session, image: string): Promise<string> {
  const id = randomBytes(32).toString('hex');
  await call(session, `${service}.leases.v1.Leases/Create`, createRequest(id, {}));
  const ask: Ask = (path, message) => call(session, path, message, id);
  await committed(ask, `${id}-init`, `${id}-init-key`, image);
  await ask(`${service}.snapshots.v1.Snapshots/Prepare`, prepare(id, `${id}-init`));
  return id;
}

async function committed(ask: Ask, name: string, key: string, parent: string): Promise<void> {
  await ask(`${service}.snapshots.v1.Snapshots/Prepare`, prepare(key, parent));
  const message = [bytesField(1, 'overlayfs'), bytesField(2, name), bytesField(3, key)];
  await ask(`${service}.snapshots.v1.Snapshots/Commit`, Buffer.concat(message));
}

function prepare(key: string, parent: string): Buffer {
  return Buffer.concat([bytesField(1, 'overlayfs'), bytesField(2, key), bytesField(3, parent)]);
}

/** `containerd-lease`: what the call makes is held by that lease from the first moment. */
function call(session: http2.ClientHttp2Session, path: string, message: Buffer, lease?: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'containerd-namespace': 'moby',
    ...(lease === undefined ? {} : { 'containerd-lease': lease }),
  });
  let status = '';
  const take = (headers: http2.IncomingHttpHeaders): void => {
    if (headers['grpc-status'] !== undefined) status = `${headers['grpc-status']} ${headers['grpc-message'] ?? ''}`;
  };
  request.on('response', take);
  request.on('trailers', take);
  request.on('error', reject);
  request.on('close', () => (status.startsWith('0') ? resolve() : reject(new Error(`${path}: ${status}`))));
  request.resume();
  request.end(framed(message));
  return promise;
}

async function inTurns(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await work(number);
    }
  };
  await Promise.all(Array.from({ length: apart }, worker));
}

function writeFiles(folder: string, filesEach: number): void {
  for (const id of fs.readdirSync(folder))
    for (let number = 0; number < filesEach; number += 1)
      fs.writeFileSync(`${folder}/${id}/fs/file-${number}`, `${number}\n`);
}
