// `npm run package [-- --arch arm64] [-- --no-build]`: the prebuilt tarball, with a Node of its own: no npm, no sources, nothing to compile.
// dist/bilge-VERSION-linux-ARCH.tar.gz, its unpacked folder beside it (the image and the .deb are made from that), and SHA256SUMS.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { softwareList } from './package/software-list.mjs';
import { isNeeded } from './package/what-goes-in.mjs';
import { buildIfNeeded, childEnvironment, projectRoot } from './runtime.mjs';

const option = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const arch = process.argv.includes('--arch') ? option('arch') : process.arch;
const isKnownArch = arch === 'x64' || arch === 'arm64';
if (!isKnownArch) fail(`--arch is x64 or arm64, not ${arch}`);

const { version } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
const name = `bilge-${version}-linux-${arch}`;
const dist = path.join(projectRoot, 'dist/package');
const target = path.join(dist, name);

function fail(why) {
  console.error(`package: ${why}`);
  process.exit(1);
}

function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: projectRoot, encoding: 'utf8', maxBuffer: 64 << 20, ...options });
  if (done.status !== 0) fail(`${program} ${args.join(' ')} failed:\n${done.stderr ?? done.error?.message}`);
  return done.stdout;
}

/** Files of one commit get the times of that commit: the same commit gives the same archive of the same build. */
function epoch() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const answer = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: projectRoot, encoding: 'utf8' });
  if (answer.status === 0) return Number(answer.stdout.trim());
  return Math.floor(fs.statSync(path.join(projectRoot, 'package.json')).mtimeMs / 1000);
}

function copy(from, to, keep = () => true) {
  fs.cpSync(path.join(projectRoot, from), path.join(target, to), {
    recursive: true,
    // Next's own links stay links, or packages would be there twice.
    verbatimSymlinks: true,
    filter: (file) => keep(path.relative(path.join(projectRoot, from), file)),
  });
}

/** The Node that npm brings as a package, without its debugging symbols: 127 MB become 109. */
function copyNode() {
  const binary = path.join(projectRoot, `node_modules/node-linux-${arch}/bin/node`);
  if (!fs.existsSync(binary))
    fail(`node_modules/node-linux-${arch} is missing: npm ci --ignore-scripts --os=linux --libc=glibc --cpu=${arch}`);
  const node = path.join(target, 'runtime/node');
  fs.mkdirSync(path.dirname(node), { recursive: true });
  fs.copyFileSync(binary, node);
  fs.chmodSync(node, 0o755);
  const strip = arch === process.arch ? 'strip' : `${arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu-strip`;
  run(strip, ['--strip-all', '--remove-section=.comment', node]);
}

/** Of packages that bring one file per machine, the one of this machine; fails where it is missing. */
function checkNatives() {
  for (const file of [
    `node_modules/better-sqlite3/prebuilds/linux-${arch}.node`,
    `node_modules/@node-rs/argon2-linux-${arch}-gnu/argon2.linux-${arch}-gnu.node`,
  ])
    if (!fs.existsSync(path.join(target, file))) fail(`${file} is not in the package`);
}

if (!process.argv.includes('--no-build')) buildIfNeeded();
fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(target, { recursive: true });
copy('.next/standalone', '.', (file) => isNeeded(file, arch));
if (arch !== process.arch) {
  const native = `node_modules/@node-rs/argon2-linux-${arch}-gnu`;
  if (!fs.existsSync(path.join(projectRoot, native))) fail(`${native} is missing, see above`);
  copy(native, native);
}
copy('dist/cli', 'dist/cli');
for (const script of ['serve', 'runtime', 'node-version', 'need-node'])
  copy(`scripts/${script}.mjs`, `scripts/${script}.mjs`);
copy('bin/bilge', 'bin/bilge');
copy('packaging/systemd', 'systemd');
copy('packaging/INSTALL.md', 'INSTALL.md');
copy('LICENSE', 'LICENSE');
const whole = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
const { description, license, type, engines } = whole;
fs.writeFileSync(
  path.join(target, 'package.json'),
  `${JSON.stringify({ name: 'bilge', version, private: true, description, license, type, engines }, null, 2)}\n`,
);
copyNode();
checkNatives();
const made = epoch();
const lock = fs.readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8');
fs.writeFileSync(
  path.join(target, 'sbom.cdx.json'),
  softwareList(
    run('npm', ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'], { env: childEnvironment() }),
    { lock, made },
  ),
);

const archive = `${name}.tar.gz`;
run('tar', [
  ...['--sort=name', `--mtime=@${made}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w'],
  ...['--use-compress-program=gzip -9n', '-C', dist, '-cf', path.join(dist, archive), name],
]);
const hash = createHash('sha256')
  .update(fs.readFileSync(path.join(dist, archive)))
  .digest('hex');
fs.writeFileSync(path.join(dist, 'SHA256SUMS'), `${hash}  ${archive}\n`);
const unpacked = run('du', ['-sb', target]).split('\t', 1)[0];
console.log(
  `dist/package/${archive}: ${megabytes(fs.statSync(path.join(dist, archive)).size)}, unpacked ${megabytes(Number(unpacked))}`,
);

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
