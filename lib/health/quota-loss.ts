import type { HostFacts } from '../domain/host-facts.ts';
import { isOlder } from '../domain/version-order.ts';
import { platformOf } from '../platforms/detect-platform.ts';
import { graphDriver } from './storage-driver.ts';

/**
 * A graceful stop of an engine ≤ 20.10 with the btrfs driver switches quotas off for the whole filesystem if it saw them
 * on (fixed in 23.0): on a NAS the shares lose their limits. Returns why a restart must not be advised, or null.
 */
export function stopLosesQuotas(facts: HostFacts): string | null {
  const { engine, btrfs, platform } = facts.sections;
  const driver = graphDriver(facts);
  if (driver !== null && driver !== 'btrfs') return null;
  if (engine.state === 'known' && isOlder(engine.value.version, '23.0') === false) return null;
  const vendorLoss = platform.state === 'known' ? platformOf(platform.value.id).advice?.quotaLoss : undefined;
  if (vendorLoss !== undefined && driver === 'btrfs') return vendorLoss;
  const quotas = btrfs.state === 'known' ? btrfs.value.some((filesystem) => filesystem.quotas.enabled) : null;
  if (driver === 'btrfs' && quotas === true) {
    return 'What to do: do not restart Docker just for this. Engines up to 20.10 turn off btrfs quotas for the whole filesystem when they stop, and your limits would be lost. Note the limits (`btrfs qgroup show -re MOUNT`) before an upgrade to 23.0 or newer.';
  }
  return null;
}
