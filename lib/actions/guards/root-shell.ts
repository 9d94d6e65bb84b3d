import { type Guard, notKnown, pass, refuse } from './guard.ts';

export const rootShell: Guard<null> = {
  id: 'root-shell',
  about: 'Changes outside Docker’s API need a root shell on the host.',
  recheck: 'guard_references',
  check({ facts, engineOnly }) {
    if (engineOnly === true) {
      return notKnown(
        "Only Docker's socket is available on this host, so nothing outside Docker's API can be read or changed. Add the host by SSH, or allow the helper container (--host-access helper).",
      );
    }
    const platform = facts.sections.platform;
    if (platform.state === 'unknown') return notKnown(`The host could not be read (${platform.detail})`);
    if (platform.value.effectiveUid !== 0) {
      return refuse('Bilge is not root on this host. Set up sudo in the host settings, or log in as root.');
    }
    return pass('Bilge is root on this host.');
  },
};
