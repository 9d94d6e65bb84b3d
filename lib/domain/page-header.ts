/**
 * Carries the page token of a request that changes something (docs/decisions/0005-page-token.md). A header and not a cookie:
 * a cookie goes to every port of this name, this goes where a page of this dashboard sends it.
 */
export const pageHeader = 'x-bilge-page';

const longestToken = 200;

export function readPageToken(headers: { get(name: string): string | null }): string | null {
  const value = headers.get(pageHeader);
  return value === null || value === '' || value.length > longestToken ? null : value;
}
