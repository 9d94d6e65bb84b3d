// What a person reads when the dashboard starts: its own addresses in place of Next's banner, which names the inner one.
import os from 'node:os';
import { stripVTControlCharacters } from 'node:util';

const banner = /^\s*(▲|- (Local|Network)|✓)/;

/** lib/usecases/server/dashboard.ts calls it: what keeps the dashboard from starting is found after Next says it is ready. */
const startedSlot = Symbol.for('bilge.started');

/** Next logs by console.log, a whole message each time; everything that is not its banner goes through untouched. */
export function announceOurselves({ overTls }) {
  globalThis[startedSlot] = () => {
    for (const line of greeting(overTls)) console.log(line);
  };
  const write = process.stdout.write;
  process.stdout.write = (chunk, ...rest) => {
    const text = typeof chunk === 'string' ? stripVTControlCharacters(chunk) : '';
    const lines = text.split('\n');
    if (!lines.some((line) => banner.test(line))) return write.call(process.stdout, chunk, ...rest);
    const own = lines.filter((line) => line && !banner.test(line));
    return own.length === 0 || write.call(process.stdout, `${own.join('\n')}\n`);
  };
}

function greeting(overTls) {
  const { BILGE_DATA: data = './data', BILGE_LISTEN: host = '0.0.0.0', PORT: port = '3000' } = process.env;
  const shown = host === '0.0.0.0' || host === '::' ? ['127.0.0.1', ...lanAddresses()] : [host];
  return [
    ...shown.map((address) => `Bilge is up: ${overTls ? 'https' : 'http'}://${address}:${port}`),
    `Data: ${data}   stop: Ctrl-C`,
  ];
}

function lanAddresses() {
  return Object.values(os.networkInterfaces())
    .flat()
    .filter((entry) => entry && !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address);
}
