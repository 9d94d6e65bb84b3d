import { platformOf } from '../../platforms/detect-platform.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** A run that could not start Docker again never starts (docs/reference/guard-lessons.md#g27). */
export const dockerStoppable: Guard<null> = {
  id: 'service-control',
  about: 'Docker can be stopped and started again on this host.',
  recheck: 'can_control_docker',
  check({ facts }) {
    const { platform } = facts.sections;
    if (platform.state === 'unknown') return notKnown(`It is unknown how Docker is started here (${platform.detail})`);
    const { service } = platformOf(platform.value.id);
    if (service !== 'by-init' && 'refusal' in service) return refuse(service.refusal);
    if (platform.value.init === 'none')
      return refuse('Bilge does not know how Docker is started on this host, so it is not stopped.');
    return pass(`Docker is started by ${platform.value.init}.`);
  },
};

/**
 * Engines up to 20.10 switch btrfs quotas off for the whole filesystem at a graceful stop (docs/reference/guard-lessons.md#g28; moby
 * 1ec689c4c2, v23.0.0).
 */
export const quotasKept: Guard<null> = {
  id: 'quotas-kept',
  about: 'Stopping Docker does not switch btrfs quotas off.',
  recheck: 'quotas_would_be_lost',
  check({ facts }) {
    const { engine, btrfs, platform } = facts.sections;
    if (engine.state === 'unknown') return notKnown(`The engine's version is unknown (${engine.detail})`);
    if (engine.value.storageDriver !== 'btrfs') return pass('The storage driver is not btrfs.');
    if (Number.parseInt(engine.value.version, 10) >= 23)
      return pass(`Docker ${engine.value.version} does not change quotas.`);
    const lost = `Docker ${engine.value.version} switches btrfs quotas off for the whole filesystem when it stops: share quotas would be lost. Update Docker first, or stop it yourself if you accept that.`;
    if (platform.state === 'known' && platformOf(platform.value.id).quotasNeeded !== undefined) return refuse(lost);
    if (btrfs.state === 'unknown') return notKnown(`It is unknown whether btrfs quotas are on (${btrfs.detail})`);
    return btrfs.value.some((each) => each.quotas.enabled) ? refuse(lost) : pass('btrfs quotas are off.');
  },
};
