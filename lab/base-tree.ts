import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import type { Suite } from './host-kinds.ts';
import { listRecords } from './host-record.ts';
import { basesFolder, labFolder } from './lab-paths.ts';
import { runCommand } from './run-command.ts';

/**
 * The lower half of every host's root: a Debian tree that nobody writes to. Named after a hash of its recipe, so a
 * changed recipe makes a new tree and running hosts keep theirs.
 */
async function recipeHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(`${labFolder}/base`)).sort()) {
    hash.update(`${name}\0`);
    hash.update(await readFile(`${labFolder}/base/${name}`));
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * Gives the path of the suite's tree; builds it first where it is missing: half a minute on a fast machine, many on a
 * slow one. Tests build it in their set-up (`set-up.ts`), not inside a hook whose time is bounded.
 */
export async function ensureBaseTree(suite: Suite, say: (line: string) => void = console.info): Promise<string> {
  const target = `${basesFolder}/${suite}-${await recipeHash()}`;
  if (existsSync(target)) return target;
  await mkdir(basesFolder, { recursive: true });
  say(`lab: building the ${suite} base tree in ${target} (once)`);
  // Two test runs may want the tree at the same time: the second waits and finds it made.
  const startedAt = performance.now();
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    say(`lab: ${suite}: ${countUnpacked(`${target}.new`)} packages unpacked after ${seconds} s`);
  }, 10_000);
  try {
    await runCommand(
      'flock',
      [`${basesFolder}/${suite}.lock`, 'sh', `${labFolder}/base/build-base.sh`, suite, target, `${labFolder}/base`],
      { timeoutMs: 30 * 60_000 },
    );
  } finally {
    clearInterval(progress);
  }
  await removeOldTrees(suite, target);
  return target;
}

/** dpkg writes one list of files for each package it unpacked; none yet while packages are being fetched. */
function countUnpacked(tree: string): number {
  try {
    return readdirSync(`${tree}/var/lib/dpkg/info`).filter((name) => name.endsWith('.list')).length;
  } catch {
    return 0;
  }
}

const keptMs = 24 * 3_600_000;

/** Two checkouts with different recipes share the cache: each would build what the other removes. So a day passes first. */
async function removeOldTrees(suite: Suite, current: string): Promise<void> {
  const inUse = new Set((await listRecords()).map((record) => record.base));
  for (const name of await readdir(basesFolder)) {
    const tree = `${basesFolder}/${name}`;
    const isOld = name.startsWith(`${suite}-`) && !name.endsWith('.new') && tree !== current && !inUse.has(tree);
    if (!isOld || Date.now() - (await stat(tree)).ctimeMs < keptMs) continue;
    await rm(tree, { recursive: true, force: true });
  }
}
