// Which Node Bilge runs on, from `engines` in package.json. Must itself run on any Node ≥ 18.
// 22.18 runs TypeScript without a flag and has process.execve; on Node 20 better-sqlite3 13 segfaults without a word.
import fs from 'node:fs';

const { engines } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** `22.18` */
export const neededNode = engines.node.replace(/^>=/, '');

/** @param {string} version as `process.version` has it, with or without `v` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = neededNode.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
