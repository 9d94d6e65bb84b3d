/** What the palette and the list of keys show once they are opened. */
export const paletteWords = {
  goAnywhere: 'Go to a page, host or finding, or start an action',
  filter: 'Filter what is on this page',
  showKeys: 'Show these shortcuts',
  closeDialog: 'Close the dialog',
  singleKeys: 'Single-key shortcuts',
  ask: 'Page, host, action, or the name of anything on a host',
  checking: 'Checking the host…',
  found: 'Found',
  whoOwns: (asked: string) => `Who owns “${asked}”?`,
  searchFindings: (asked: string) => `Search findings for “${asked}”`,
};
