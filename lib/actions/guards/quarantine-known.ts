import { type Guard, notKnown, pass } from './guard.ts';

export const quarantineKnown: Guard<null> = {
  id: 'quarantine-known',
  about: 'The quarantine was read from the host.',
  recheck: null,
  check({ facts }) {
    const { quarantine } = facts.sections;
    if (quarantine.state === 'unknown') return notKnown(`The quarantine could not be read (${quarantine.detail})`);
    return pass('The quarantine was read.');
  },
};
