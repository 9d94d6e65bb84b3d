/** Only a path of this dashboard: `//elsewhere` and `/\elsewhere` are other hosts to a browser. */
export function ownPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}
