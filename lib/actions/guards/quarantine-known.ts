import { type Guard, notKnown, pass } from './guard.ts';

export const quarantineKnown: Guard<null> = {
  id: 'quarantine-known',
  about: 'What is set aside was read from the host.',
  recheck: null,
  check({ facts }) {
    const { quarantine } = facts.sections;
    if (quarantine.state === 'unknown') return notKnown(`What is set aside could not be read (${quarantine.detail})`);
    return pass('The quarantine was read.');
  },
};
