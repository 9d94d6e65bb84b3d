// Every npm script that needs the right Node asks this first.
import { isNewEnough, neededNode } from './node-version.mjs';

if (!isNewEnough(process.version)) {
  console.error(
    `Bilge runs on Node ${neededNode} or newer; this is ${process.version}.\n` +
      'On Linux x64 and arm64 with glibc `npm ci` brings its own: start through `npm run …` or `npx bilge …`.\n' +
      `On musl systems (Alpine) install the distribution’s nodejs package, ${neededNode} or newer.`,
  );
  process.exit(1);
}
