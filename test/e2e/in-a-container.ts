import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { nodeBinary } from '../../scripts/runtime.mjs';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export interface ContainedDashboard {
  url: string;
  containerId: string;
  /** when Docker last started the container; an empty text while Docker does not answer */
  startedAt(): Promise<string>;
  answering(): Promise<void>;
}

/** The built dashboard as a container of the host's own Docker. No registry exists: BusyBox, with Node and its libraries bound in. */
export async function startContainedDashboard(host: LabHost, password: string): Promise<ContainedDashboard> {
  await host.exec('mkdir -p /srv/pack /srv/data; chmod 700 /srv/data; tar -C /srv/pack -xf -', {
    input: packed(),
    timeoutMs: 120_000,
  });
  const image = await loadBusybox(host);
  const created = await host.exec(
    `docker run -d --name bilge --restart unless-stopped --network host -v /srv/pack:/pack:ro -v /srv/data:/data \
       -v /srv/pack/ld-linux-x86-64.so.2:/lib64/ld-linux-x86-64.so.2:ro -e LD_LIBRARY_PATH=/pack -e NODE_ENV=production \
       -e PORT=3000 -e HOSTNAME=0.0.0.0 -e BILGE_LISTEN=0.0.0.0 -e BILGE_DATA=/data -e BILGE_ADMIN_PASSWORD="$2" "$1" \
       /pack/node --import /pack/standalone/listen.mjs /pack/standalone/server.js`,
    { args: [image, password] },
  );
  const url = `http://${host.address}:3000`;
  const inspect = '{{.State.StartedAt}}';
  const answering = async () => {
    for (let attempt = 0; attempt < patience(300); attempt += 1) {
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1000) }).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const logs = await host.exec('docker logs bilge 2>&1; docker ps -a', { allowFailure: true });
    throw new Error(`the dashboard did not answer:\n${logs.stdout}`);
  };
  await answering();
  return {
    url,
    containerId: created.stdout.trim(),
    answering,
    startedAt: async () =>
      (await host.exec(`docker inspect -f '${inspect}' bilge`, { allowFailure: true })).stdout.trim(),
  };
}

/** A tar of Node, the standalone build, and every library that they or their native modules load. */
function packed(): Buffer {
  // Not the Node that runs this: where the machine's own is older, npm brings the one that Bilge runs on.
  const node = nodeBinary();
  const pack = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-pack-'));
  try {
    const standalone = path.join(root, '.next/standalone');
    const modules = fs
      .readdirSync(standalone, { recursive: true, encoding: 'utf8' })
      .filter((file) => /linux-x64(-gnu)?\.node$/.test(file))
      .map((file) => path.join(standalone, file));
    fs.copyFileSync(node, path.join(pack, 'node'));
    fs.chmodSync(path.join(pack, 'node'), 0o755);
    for (const binary of [node, ...modules])
      for (const [library] of execFileSync('ldd', [binary], { encoding: 'utf8' }).matchAll(/\/lib\S+/g))
        fs.copyFileSync(library, path.join(pack, path.basename(library)));
    const archive = path.join(pack, 'pack.tar');
    execFileSync('tar', ['-C', pack, '--exclude=pack.tar', '-cf', archive, '.']);
    execFileSync('tar', ['-C', path.dirname(standalone), '-rf', archive, 'standalone']);
    return fs.readFileSync(archive);
  } finally {
    fs.rmSync(pack, { recursive: true, force: true });
  }
}
