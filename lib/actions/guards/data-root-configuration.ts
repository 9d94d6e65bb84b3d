import type { DaemonConfiguration } from '../../domain/host-facts.ts';
import type { Verdict } from '../../domain/plan.ts';
import { platformOf } from '../../platforms/detect-platform.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** The switch is the rename of one file: Docker's configuration, with another `data-root`. */
export const dataRootConfiguration: Guard<null> = {
  id: 'data-root-configuration',
  about: 'The data root can be changed in Docker’s configuration, and the change lasts.',
  recheck: 'judge_configuration',
  check({ facts }) {
    const { daemonConfiguration, platform } = facts.sections;
    if (platform.state === 'unknown') return notKnown(`The host could not be read (${platform.detail})`);
    const vendor = platformOf(platform.value.id);
    if (vendor.configurationOwner === 'vendor')
      return refuse(
        `${vendor.title} writes Docker’s configuration itself, so a move would not last. ${vendor.moveAdvice ?? vendor.configurationAdvice}`,
      );
    if (daemonConfiguration.state === 'unknown')
      return notKnown(`Docker’s configuration could not be read (${daemonConfiguration.detail})`);
    return fileVerdict(daemonConfiguration.value);
  },
};

/** The daemon refuses to start when a key is both in the file and among its flags. */
function fileVerdict({ path, problem, flags, isImmutable, values }: DaemonConfiguration): Verdict {
  if (problem !== null) return refuse(`${path} does not parse (${problem}). Repair it first.`);
  if (isImmutable === true) return refuse(`${path} is immutable (chattr +i), so it is not changed.`);
  const flag = flags.find((each) => /^(--data-root|--graph|-g)(=|$)/.test(each));
  if (flag !== undefined)
    return refuse(
      `dockerd is started with ${flag}; with data-root in ${path} too it would not start. Move that flag into the file first.`,
    );
  if (values !== null && 'graph' in values)
    return refuse(`${path} names the data root by the old key “graph”. Rename it to “data-root” first.`);
  return pass(`${path} can be changed.`);
}
