import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { LabHost } from './lab.ts';

/**
 * A stand-in for an image registry, for hosts that reach nothing: three paths of the distribution protocol, one made-up image, plain HTTP. It
 * runs in the test's own process; the host sees it at 127.0.0.1:5000, because only there Docker (27 and later) takes a registry without TLS.
 * 26.1.5 insists on TLS also there, so it cannot pull here.
 */
export interface Registry {
  /** what to pull */
  image: string;
  /** resolves once half of the last layer was sent; with `stalls` no more follows */
  halfSent: Promise<void>;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  layers?: number;
  bytesPerLayer?: number;
  /** the last layer stops in its middle: a pull that can be killed at leisure */
  stalls?: boolean;
}

const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};

export async function startRegistry(host: LabHost, options: RegistryOptions = {}): Promise<Registry> {
  const layers = Array.from({ length: options.layers ?? 2 }, (_, number) =>
    tarOf(`layer-${number}`, randomBytes(options.bytesPerLayer ?? 4_000_000)),
  );
  const { manifest, blobs } = imageOf(layers);
  const last = digestOf(layers.at(-1) ?? Buffer.alloc(0));
  const half = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const digest = /\/(?:blobs|manifests)\/(sha256:[0-9a-f]{64})$/.exec(path)?.[1];
    const isManifest = /\/manifests\//.test(path) && (digest === undefined || digest === digestOf(manifest));
    const body = isManifest ? manifest : blobs.get(digest ?? '');
    if (path === '/v2/') return void response.end();
    if (body === undefined) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': isManifest ? mediaTypes.manifest : 'application/octet-stream',
      'content-length': body.length,
      'docker-content-digest': digestOf(body),
    });
    if (request.method === 'HEAD') return void response.end();
    if (digest !== last) return void response.end(body);
    sendHalves(response, body, options.stalls === true, half.resolve);
  });
  const port = await listen(server, outerAddress(host));
  const unit = `lab-registry-${port}`;
  await host.exec(
    `systemd-run --quiet --unit="$1" socat TCP-LISTEN:5000,bind=127.0.0.1,reuseaddr,fork "TCP:$2:$3"
     until grep -q ' 0100007F:1388 ' /proc/net/tcp; do sleep 0.05; done`,
    { args: [unit, outerAddress(host), String(port)] },
  );
  return {
    image: '127.0.0.1:5000/pulled:lab',
    halfSent: half.promise,
    stop: async () => {
      await host.exec('systemctl stop "$1"', { args: [unit], allowFailure: true });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendHalves(response: ServerResponse, body: Buffer, stalls: boolean, sent: () => void): void {
  response.write(body.subarray(0, body.length / 2), () => {
    sent();
    if (!stalls) response.end(body.subarray(body.length / 2));
  });
}

/** This machine's end of the host's network (network.ts). */
function outerAddress(host: LabHost): string {
  return host.address.replace(/\.\d+$/, '.1');
}

function listen(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') resolve(bound.port);
    });
  });
}

function imageOf(layers: readonly Buffer[]): { manifest: Buffer; blobs: Map<string, Buffer> } {
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd: ['/none'] },
      rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
    }),
  );
  const descriptor = (mediaType: string, body: Buffer) => ({ mediaType, digest: digestOf(body), size: body.length });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: descriptor(mediaTypes.config, config),
      layers: layers.map((layer) => descriptor(mediaTypes.layer, layer)),
    }),
  );
  return { manifest, blobs: new Map([config, ...layers].map((blob) => [digestOf(blob), blob])) };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** An archive of one file (POSIX ustar). */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)]);
}
