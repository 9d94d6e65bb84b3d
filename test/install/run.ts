/**
 * `npm run install-tests [-- tarball deb image]`: each way to install, from an empty lab host to a finished scan of it. Writes
 * docs/evidence/install.md. Not a part of `npm test`: it takes minutes and needs the packages (`npm run package`, `npm run package:deb`).
 */
import { labAvailable, stopAll } from '../../lab/lab.ts';
import { setUpLab } from '../../lab/set-up.ts';
import { installDeb } from './deb.ts';
import { installImage } from './image.ts';
import { type InstallLog, keepEvidence } from './install-log.ts';
import { tryPolicies } from './restart-policies.ts';
import { installBehindProxy } from './socket-proxy.ts';
import { installTarball } from './tarball.ts';

const ways: Record<string, () => Promise<InstallLog>> = {
  tarball: installTarball,
  'deb-12': () => installDeb('ext4', 12),
  'deb-13': () => installDeb('trixie-ext4', 13),
  image: installImage,
  proxy: installBehindProxy,
  'policies-12': () => tryPolicies('ext4', 12),
  'policies-13': () => tryPolicies('trixie-ext4', 13),
};

const lab = await labAvailable();
if (!lab.ok) {
  console.error(`The lab cannot run here: ${lab.reason}`);
  process.exit(1);
}
const asked = process.argv.slice(2);
const chosen = Object.entries(ways).filter(
  ([name]) => asked.length === 0 || asked.some((word) => name.startsWith(word)),
);
if (chosen.length === 0) {
  console.error(`No such way to install: ${asked.join(', ')}. There are: ${Object.keys(ways).join(', ')}`);
  process.exit(1);
}
// How long to wait for anything depends on how busy this machine is.
await setUpLab();
let failed = 0;
for (const [name, install] of chosen) {
  try {
    keepEvidence(await install());
  } catch (error) {
    failed += 1;
    console.error(`${name} failed:`, error);
  }
}
await stopAll();
process.exit(failed === 0 ? 0 : 1);
