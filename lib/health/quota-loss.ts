import type { HostFacts } from '../domain/host-facts.ts';
import { graphDriver } from './storage-driver.ts';
import { isOlder } from './version.ts';

/**
 * A graceful stop of an engine ≤ 20.10 with the btrfs driver switches quotas off for the whole filesystem if it saw them
 * on (fixed in 23.0): on a NAS the shares lose their limits. Returns why a restart must not be advised, or null.
 */
export function stopLosesQuotas(facts: HostFacts): string | null {
  const { engine, btrfs, platform } = facts.sections;
  const driver = graphDriver(facts);
  if (driver !== null && driver !== 'btrfs') return null;
  if (engine.state === 'known' && isOlder(engine.value.version, '23.0') === false) return null;
  if (platform.state === 'known' && platform.value.id === 'synology-dsm' && driver === 'btrfs') {
    return 'Docker must not be restarted just for this: on Synology this engine can switch off the quotas of the whole volume when it stops, and your shared folders would lose their limits. What is left will go when the package is next updated or stopped through DSM.';
  }
  const quotas = btrfs.state === 'known' ? btrfs.value.some((filesystem) => filesystem.quotas.enabled) : null;
  if (driver === 'btrfs' && quotas === true) {
    return 'Docker must not be restarted just for this: engines up to 20.10 switch off btrfs quotas for the whole filesystem when they stop, and limits you set would be lost. Upgrade the engine to 23.0 or newer, or note the limits first.';
  }
  return null;
}
