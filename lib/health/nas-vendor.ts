import type { HostFacts } from '../domain/host-facts.ts';
import { byRank, platformOf } from '../platforms/detect-platform.ts';
import type { Platform } from '../platforms/platform.ts';
import { kernelVersion } from './kernel.ts';
import { dataRootPath } from './subjects.ts';

/** The appliance's platform: from the collector, else by the marks in names that each platform declares. */
export function nasVendor(facts: HostFacts): Platform | null {
  const { platform, engine } = facts.sections;
  const collected = platform.state === 'known' ? platformOf(platform.value.id) : null;
  if (collected?.isAppliance) return collected;
  const kernel = kernelVersion(facts) ?? '';
  const version = engine.state === 'known' ? engine.value.version : '';
  const root = dataRootPath(facts) ?? '';
  const isMarked = ({ isAppliance, marks }: Platform): boolean =>
    isAppliance &&
    (marks.kernel?.test(kernel) || marks.engineVersion?.test(version) || marks.dataRoot?.test(root) || false);
  return byRank.find(isMarked) ?? null;
}
