import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../lab-paths.ts';
import { runCommand } from '../run-command.ts';

/** The folder with root.img, vmlinuz, initrd.img and the keys; named by its recipe's hash, built where it is missing. */
export async function ensureVmImage(): Promise<string> {
  const recipe = fileURLToPath(new URL('build-image.sh', import.meta.url));
  const hash = createHash('sha256')
    .update(await readFile(recipe))
    .digest('hex')
    .slice(0, 12);
  const target = `${cacheFolder}/vm/bookworm-${hash}`;
  if (existsSync(target)) return target;
  await mkdir(`${cacheFolder}/vm`, { recursive: true });
  console.info(`vm: building ${target} (once, about two minutes)`);
  await runCommand('flock', [`${cacheFolder}/vm/lock`, 'sh', recipe, target], { timeoutMs: 20 * 60_000 });
  return target;
}
