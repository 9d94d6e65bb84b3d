/** Names of files that have no business in what strangers install: package managers, sources, tests, notes of packages, history, data. */
const unneeded: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(npm|npx|yarn|pnpm|corepack)(\/|$|\.)/, 'a package manager'],
  [/\.(ts|tsx|mts|cts)$/, 'a source'],
  [/\.(map|tsbuildinfo)$/, 'a source map'],
  [/(^|\/)(__tests__|testing|fixtures|samples)\//, 'test data'],
  [/\.test\.[a-z]+$/, 'a test'],
  [/(^|\/)(\.git|\.github|\.npmrc|package-lock\.json)(\/|$)/, 'of the repository'],
  [/(^|\/)(secret\.key|bilge\.db)/, 'data'],
  [/\.(node|dll|dylib)$/, 'for another machine'],
  [/(^|\/)(README|CHANGELOG|HISTORY)\.md$/i, 'a note of a package'],
  [/^(usr\/)?s?bin\/(sh|bash|dash|apt|dpkg|busybox)$/, 'a shell or a package manager'],
];

/** `path: why` for each; a compiled module is needed where it is for glibc on this architecture. */
export function unneededFiles(files: readonly string[], arch: string): string[] {
  return files.flatMap((file) => {
    if (file.endsWith(`linux-${arch}.node`) || file.endsWith(`linux-${arch}-gnu.node`)) return [];
    const why = unneeded.find(([pattern]) => pattern.test(file))?.[1];
    return why === undefined ? [] : [`${file}: ${why}`];
  });
}
