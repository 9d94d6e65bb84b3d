import { type Guard, notKnown, pass, refuse } from './guard.ts';

export const rootShell: Guard<null> = {
  id: 'root-shell',
  about: 'What is done below Docker needs root in a shell on the host.',
  recheck: 'guard_references',
  check({ facts, engineOnly }) {
    if (engineOnly === true) {
      return notKnown(
        "Only Docker's socket of this host can be reached, so nothing below Docker can be seen or done. Add the host by SSH, or allow the helper container (--host-access helper).",
      );
    }
    const platform = facts.sections.platform;
    if (platform.state === 'unknown') return notKnown(`The host could not be looked at (${platform.detail})`);
    if (platform.value.effectiveUid !== 0) {
      return refuse('Bilge is not root on this host. Set sudo for it in the host settings, or log in as root.');
    }
    return pass('Bilge is root on this host.');
  },
};
