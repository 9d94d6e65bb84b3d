import type { HostFacts } from '../domain/host-facts.ts';
import { isOlder } from '../domain/version-order.ts';

export function kernelVersion(facts: HostFacts): string | null {
  const { platform, engine } = facts.sections;
  if (platform.state === 'known' && platform.value.kernel !== '') return platform.value.kernel;
  return engine.state === 'known' && engine.value.kernel !== '' ? engine.value.kernel : null;
}

/** rmdir(2) of a subvolume: the sysfs flag where it was read, else the version (4.18). null = unknown. */
export function kernelCanRmdirSubvolumes(facts: HostFacts): boolean | null {
  const { kernelFeatures } = facts.sections;
  if (kernelFeatures.state === 'known' && kernelFeatures.value.rmdirSubvolume !== null) {
    return kernelFeatures.value.rmdirSubvolume;
  }
  const kernel = kernelVersion(facts);
  const older = kernel === null ? null : isOlder(kernel, '4.18');
  return older === null ? null : !older;
}
