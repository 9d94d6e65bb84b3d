import type { HostFacts } from '../domain/host-facts.ts';
import { kernelVersion } from './kernel.ts';
import { dataRootPath } from './subjects.ts';

export type NasVendor = 'synology-dsm' | 'qnap' | 'unraid' | 'truenas-scale' | 'openmediavault';
const vendors: readonly string[] = ['synology-dsm', 'qnap', 'unraid', 'truenas-scale', 'openmediavault'];

/** From the collector, else by the vendor's marks in names: kernel suffix, engine suffix, data root. */
export function nasVendor(facts: HostFacts): NasVendor | null {
  const { platform, engine } = facts.sections;
  if (platform.state === 'known' && isVendor(platform.value.id)) return platform.value.id;
  const kernel = kernelVersion(facts) ?? '';
  const version = engine.state === 'known' ? engine.value.version : '';
  const root = dataRootPath(facts) ?? '';
  if (/-qnap/i.test(kernel) || /-qnap/i.test(version) || root.includes('/container-station')) return 'qnap';
  if (/-unraid/i.test(kernel)) return 'unraid';
  if (/truenas/i.test(kernel) || root.startsWith('/mnt/.ix-apps')) return 'truenas-scale';
  if (/^\/volume\d+\/@docker|\/var\/packages\/(?:Docker|ContainerManager)\//.test(root)) return 'synology-dsm';
  if (root.startsWith('/srv/dev-disk-by-')) return 'openmediavault';
  return null;
}

function isVendor(id: string): id is NasVendor {
  return vendors.includes(id);
}
