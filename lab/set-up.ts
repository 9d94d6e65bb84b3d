import { setTimeout as sleep } from 'node:timers/promises';
import { labAvailable } from './available.ts';
import { ensureBaseTree } from './base-tree.ts';
import type { Suite } from './host-kinds.ts';
import { slowness, slownessVariable } from './patience.ts';
import { startHost } from './start-host.ts';

/** What one host takes from nothing to a Docker that answers on an idle machine with two cores. */
const usualStartMs = 3_000;
export const suites: readonly Suite[] = ['bookworm', 'trixie', 'sid'];
const pausesMs = [5_000, 20_000];

/**
 * Everything that is slow on a fresh machine, before the first test's clock runs: builds the base trees, saying how far
 * each is, tries again where a package server did not answer, and measures how slow this machine is.
 * @throws after the last try, with what the build printed
 */
export async function setUpLab(say: (line: string) => void = console.info): Promise<void> {
  const lab = await labAvailable();
  if (!lab.ok) {
    say(`lab: not available here: ${lab.reason}`);
    return;
  }
  await buildBases(say);
  if (process.env[slownessVariable] !== undefined) return;
  const startedAt = performance.now();
  // Longer than any start takes, also on a machine that is eight times slower: this start is what is measured.
  process.env[slownessVariable] = '8';
  const host = await startHost('ext4');
  const tookMs = performance.now() - startedAt;
  await host.stop();
  process.env[slownessVariable] = (tookMs / usualStartMs).toFixed(2);
  say(`lab: a host takes ${(tookMs / 1000).toFixed(1)} s to start; time limits are multiplied by ${slowness()}`);
}

/** One after the other: each takes a core and a package server, and a lock keeps a second process from building the same. */
export async function buildBases(say: (line: string) => void): Promise<void> {
  for (const suite of suites) await buildPatiently(suite, say);
}

async function buildPatiently(suite: Suite, say: (line: string) => void): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await ensureBaseTree(suite, say);
      return;
    } catch (cause) {
      const pauseMs = pausesMs[attempt];
      if (pauseMs === undefined) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      say(`lab: the ${suite} base tree could not be built; trying again in ${pauseMs / 1000} s: ${reason}`);
      await sleep(pauseMs);
    }
  }
}
