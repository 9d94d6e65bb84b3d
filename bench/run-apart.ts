import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { dashboardFlags } from '../scripts/runtime.mjs';

/** What `scan-in-own-process.ts` prints. */
export const scanAnswer = z.object({
  ms: z.array(z.number()),
  grownBytes: z.number(),
  bytes: z.number(),
  orphans: z.number(),
});

/** A file of this folder in a process of its own, started as the dashboard's own is, so that its memory is only what it does. */
export function runApart(file: string, args: string[]): Promise<string> {
  const child = spawn(process.execPath, [...dashboardFlags, fileURLToPath(new URL(file, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`${file} ended with ${code}`))));
  });
}
