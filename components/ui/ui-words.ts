/** The texts of the pieces that every page is made of. */
export const uiWords = {
  atLeast: 'at least',
  about: 'about',
  command: 'the command',
  cancel: 'Cancel',
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  copyByHand: 'Select it and copy by hand',
  close: 'Close',
  notices: 'Notices',
  dismiss: 'Dismiss',
  noAnswer: (host: string) => `The dashboard did not answer. Is it still running at ${host}?`,
  httpStatus: (status: number) => `The dashboard answered with HTTP status ${status}.`,
};
