/** A recording, not a machine (`demo:name`): everything that would reach a host asks this first. Pages and command line label it. */
export function isDemoHost({ url }: { readonly url: string }): boolean {
  return url.startsWith('demo:');
}

/** Of a recording as a file. A host with ten thousand layers has less than half of it. */
export const mostRecordingBytes = 32 * 2 ** 20;
