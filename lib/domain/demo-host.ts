/** A recording, not a machine (`demo:name`): everything that would reach a host asks this first. Pages and command line label it. */
export function isDemoHost({ url }: { readonly url: string }): boolean {
  return url.startsWith('demo:');
}
