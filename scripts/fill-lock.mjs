// npm drops optional platform packages that the registry lacks at lock time, and `npm ci` then calls the lock
// out of sync. This writes a stub for each of them, and gives every entry the checksum that the registry has for it by now.
// Part of `npm run generate`, for after every `npm install` that changes the lock. `--check` asks no registry.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const firstGroup = (pattern, text) => pattern.exec(text)?.[1];
let added = 0;

for (const entry of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`))) continue;
    const os = firstGroup(/(android|darwin|freebsd|win32|linux|openharmony)/, name);
    const cpu = firstGroup(/-(x64|arm64|ia32|riscv64|ppc64|s390x|loong64|wasm32|arm)\b/, name);
    const libc = os === 'linux' && (/musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined);
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      optional: true,
      ...(cpu && { cpu: [cpu] }),
      ...(os && { os: [os] }),
      ...(libc && { libc: [libc] }),
    };
    added += 1;
  }
}
const addresses = Object.entries(lock.packages).filter(([, entry]) => /^https?:/.test(entry.resolved ?? ''));
if (process.argv.includes('--check')) {
  if (added > 0 || addresses.length > 0) {
    console.error(`package-lock.json lacks ${added} stubs and has ${addresses.length} download addresses`);
    process.exit(1);
  }
  process.exit(0);
}
for (const [, entry] of addresses) delete entry.resolved;

/** Null where the registry has no such version. Asked with npm itself, so that its settings and its cache count. */
function integrityOf(name, version) {
  const asked = spawnSync('npm', ['view', `${name}@${version}`, 'dist.integrity', '--json'], { encoding: 'utf8' });
  if (asked.status !== 0 || asked.stdout.trim() === '') return null;
  const integrity = JSON.parse(asked.stdout);
  return /^sha512-[0-9A-Za-z+/]{86}==$/.test(integrity) ? integrity : null;
}

const bare = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.link && !entry.integrity);
const unknown = [];
for (const [path, entry] of bare) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const integrity = integrityOf(name, entry.version);
  if (integrity === null) unknown.push(`${name}@${entry.version}`);
  else entry.integrity = integrity;
}
// In npm's own order, so that npm does not move the stubs at its next turn.
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en')),
);
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`fill-lock: ${added} stubs added, ${addresses.length} download addresses removed`);
console.log(`fill-lock: ${bare.length - unknown.length} checksums added; the registry has none for ${unknown.length}`);
for (const each of unknown) console.log(`  ${each}`);
