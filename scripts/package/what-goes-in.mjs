// What of the built server goes into a package. Everything else would only be carried along: sources, notes, files of other machines.

const atTheTop = new Set([
  ...['server.js', '.next', '.built', 'node_modules', 'public', 'package.json'],
  ...['listen.mjs', 'listen', 'diagnose-worker.mjs'],
]);

/** @param {string} file relative to the standalone folder; `''` is the folder itself */
export function isNeeded(file, arch) {
  // Next follows paths that a program makes at run time, and may carry half the project along.
  if (file !== '' && !atTheTop.has(file.split('/', 1)[0])) return false;
  if (/\.(map|md|markdown|tsx?|flow|tsbuildinfo)$/i.test(file)) return false;
  if (/(^|\/)(README|CHANGELOG|HISTORY|AUTHORS)(\.[a-z]+)?$/i.test(file)) return false;
  if (/^node_modules\/better-sqlite3\/prebuilds\/./.test(file)) return file.endsWith(`/linux-${arch}.node`);
  if (/^node_modules\/@node-rs\/argon2-/.test(file)) return file.includes(`argon2-linux-${arch}-gnu`);
  // What packages bring to build or test themselves.
  if (/^node_modules\/.*\/(tests?|__tests__|examples?|benchmarks?|docs?|\.github|deps)(\/|$)/.test(file))
    return /^node_modules\/next\//.test(file);
  return true;
}
