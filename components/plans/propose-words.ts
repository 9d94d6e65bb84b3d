/** The buttons that ask for a plan or protect an object: they are on many pages. */
export const proposeWords = {
  blocked: (label: string) => `${label}: blocked.`,
  checking: 'Checking the host…',
  noPlan: (label: string) => `No plan: ${label}`,
  stillProtected: 'The protection was not removed',
  notProtected: 'The object was not protected',
  unprotect: 'Remove protection',
  protect: 'Protect from cleanups',
  noAnswer: 'The dashboard’s answer contains no plan.',
};
