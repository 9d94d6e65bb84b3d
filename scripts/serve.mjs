// Starts the built dashboard in the foreground. Used by `npm run up` and `bilge serve`.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { childEnvironment, dashboardFlags, nodeBinary, projectRoot, standaloneServer } from './runtime.mjs';

export function dataDirectory() {
  return path.resolve(process.env.BILGE_DATA ?? path.join(projectRoot, 'data'));
}

function lanAddresses() {
  return Object.values(os.networkInterfaces())
    .flat()
    .filter((entry) => entry && !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address);
}

/** Resolves with the exit code when the dashboard ends. */
export function serve({ demo = false } = {}) {
  const port = process.env.PORT ?? process.env.BILGE_PORT ?? '3000';
  const host = process.env.BILGE_HOST ?? '127.0.0.1';
  const data = dataDirectory();
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  const scheme = process.env.BILGE_TLS_CERT && process.env.BILGE_TLS_KEY ? 'https' : 'http';
  const shown = host === '0.0.0.0' || host === '::' ? ['127.0.0.1', ...lanAddresses()] : [host];

  const child = spawn(
    nodeBinary(),
    [...dashboardFlags, '--import', path.join(path.dirname(standaloneServer), 'listen.mjs'), standaloneServer],
    {
      cwd: projectRoot,
      env: childEnvironment({
        NODE_ENV: 'production',
        PORT: port,
        HOSTNAME: host,
        BILGE_DATA: data,
        BILGE_LISTEN: host,
        ...(demo ? { BILGE_DEMO: '1' } : {}),
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let announced = false;
  child.stdout.on('data', (chunk) => {
    const text = String(chunk);
    if (!announced && /Ready in/.test(text)) {
      announced = true;
      for (const address of shown) console.log(`Bilge is up: ${scheme}://${address}:${port}`);
      console.log(`Data: ${data}   stop: Ctrl-C`);
    }
    // Next's own banner says the inner address again; everything else is ours.
    const banner = /^\s*(▲|- (Local|Network)|✓)/;
    const lines = text.split('\n');
    const own = lines.some((line) => banner.test(line)) ? lines.filter((line) => line && !banner.test(line)) : lines;
    if (own.length > 0) process.stdout.write(`${own.join('\n').replace(/\n$/, '')}\n`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal === 'SIGINT' ? 'SIGTERM' : signal));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 143 : 1)));
  });
}
