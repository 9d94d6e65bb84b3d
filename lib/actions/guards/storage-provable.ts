import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Nothing is removed where the records cannot be trusted, or where another host may use them (G4, G6 and G22 of
 * docs/reference/guard-lessons.md).
 */
export const storageProvable: Guard<null> = {
  id: 'storage-provable',
  about: "Docker's records are whole, are this daemon's, and no other daemon uses them.",
  recheck: 'guard_references',
  check({ report }) {
    const [first] = report.refusals;
    if (first !== undefined) return refuse(first.excuse);
    if (report.leaks.state === 'unknown') {
      return notKnown(`What is in use here could not be told (${report.leaks.detail}) Nothing is removed on a guess.`);
    }
    return pass("All of Docker's records were read, and they are this daemon's.");
  },
};
