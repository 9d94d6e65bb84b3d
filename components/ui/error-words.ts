/** What stands in the place of a page that could not be shown. */
export const errorWords = {
  noLoad: 'Bilge could not load this page',
  bilge: 'Bilge',
  page: 'This page',
  hostPage: 'This page of the host',
  notShown: (attempted: string) => `${attempted} could not be shown`,
  about: (end: string) =>
    `Bilge failed while reading its stored data. Nothing was changed on any host. Try again; if it keeps failing, the details are in the dashboard’s log${end}`,
  underNumber: ', under this number:',
  again: 'Try again',
};
