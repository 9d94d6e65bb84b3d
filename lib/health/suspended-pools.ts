import type { HostFacts } from '../domain/host-facts.ts';
import { kernelLines } from './log-lines.ts';

export interface SuspendedPool {
  name: string | null;
  why: 'io-failure' | 'multihost';
  health: string;
  lines: string[];
}

/**
 * module/zfs/zio.c: `Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended.`; mmp.c: `MMP writes to pool
 * 'tank' have not succeeded in over 5s; suspending pool`; zpool, zfs: `cannot open 'tank': pool I/O is currently suspended`.
 */
const kernelPattern = /Pool '([^']{1,255})' has (?:encountered an uncorrectable I\/O failure and has )?been suspended/i;
const multihostPattern =
  /MMP writes to pool '([^']{1,255})' have not succeeded|Pool '([^']{1,255})' was suspended.{0,60}multihost/i;
const toolPattern = /(?:cannot \w[\w ]{0,40}? (?:for )?'?([\w.:/-]{1,255}?)'?: )?pool I\/O is currently suspended/i;

/** From zpool's state and messages, and from log lines of a pool whose state was not read later. */
export function suspendedZfsPools(facts: HostFacts): SuspendedPool[] {
  const { zfs, kernelLog } = facts.sections;
  const pools = zfs.state === 'known' ? zfs.value.pools : [];
  const found = new Map<string, SuspendedPool>();
  for (const pool of pools) {
    const why = pool.suspended ?? (/^suspended$/i.test(pool.health) ? 'io-failure' : undefined);
    if (why) found.set(pool.name, { name: pool.name, why, health: pool.health, lines: [] });
  }
  for (const { text } of kernelLines(facts)) {
    const multihost = multihostPattern.exec(text);
    const suspended = kernelPattern.exec(text);
    const tool = multihost || suspended ? null : toolPattern.exec(text);
    if (!multihost && !suspended && !tool) continue;
    const name = (multihost?.[1] ?? multihost?.[2] ?? suspended?.[1] ?? tool?.[1])?.split('/')[0] ?? null;
    // A scan reads ZFS itself: log lines about a pool that works again are history.
    if (kernelLog.state === 'known' && zfs.state === 'known' && !found.has(name ?? '')) continue;
    const only = name === null && found.size === 1 ? [...found.values()][0] : undefined;
    const known = only ?? found.get(name ?? '') ?? { name, why: 'io-failure' as const, health: '', lines: [] };
    if (multihost) known.why = 'multihost';
    known.lines.push(text);
    found.set(known.name ?? '', known);
  }
  return [...found.values()];
}
