/** A recording and no machine (`demo:name`): everything that would reach a host asks this first. For faces too, which label it. */
export function isDemoHost({ url }: { readonly url: string }): boolean {
  return url.startsWith('demo:');
}
