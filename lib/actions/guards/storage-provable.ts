import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Nothing is removed if the records cannot be trusted, or if another host may use them (G4, G6 and G22 of
 * docs/reference/guard-lessons.md).
 */
export const storageProvable: Guard<null> = {
  id: 'storage-provable',
  about: "Docker's records are complete, belong to this daemon, and no other daemon uses them.",
  recheck: 'guard_references',
  check({ report }) {
    const [first] = report.refusals;
    if (first !== undefined) return refuse(first.excuse);
    if (report.leaks.state === 'unknown') {
      return notKnown(`Could not determine what is in use: ${report.leaks.detail} Nothing is removed without proof.`);
    }
    return pass("All of Docker's records were read, and they belong to this daemon.");
  },
};
