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
    return 'What to do: nothing now. Do not restart Docker just for this: on Synology this engine can turn off the quotas of the whole volume when it stops, and your shared folders would lose their limits. DSM’s next update of the package frees the rest.';
  }
  const quotas = btrfs.state === 'known' ? btrfs.value.some((filesystem) => filesystem.quotas.enabled) : null;
  if (driver === 'btrfs' && quotas === true) {
    return 'What to do: do not restart Docker just for this. Engines up to 20.10 turn off btrfs quotas for the whole filesystem when they stop, and your limits would be lost. Note the limits (`btrfs qgroup show -re MOUNT`) before an upgrade to 23.0 or newer.';
  }
  return null;
}
