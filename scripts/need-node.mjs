// better-sqlite3 13 segfaults on Node 20 without a word, so every script asks first.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `Bilge runs on Node 22.13 or newer; this is ${process.versions.node}.\n` +
      'On Linux x64 and arm64 with glibc `npm ci` brings its own: start through `npm run …` or `npx bilge …`.\n' +
      'On musl systems (Alpine) install the distribution’s nodejs package, 22.13 or newer.',
  );
  process.exit(1);
}
