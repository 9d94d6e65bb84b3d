// `npm run package:deb`: the .deb, from the folder that `npm run package` left in dist/package. Needs dpkg-deb only.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './runtime.mjs';

const dist = path.join(projectRoot, 'dist/package');
const architectures = { x64: 'amd64', arm64: 'arm64' };

for (const name of fs.readdirSync(dist)) {
  const found = /^bilge-(?<version>\d[\w.+-]*)-linux-(?<arch>x64|arm64)$/.exec(name);
  if (found?.groups) makePackage(path.join(dist, name), found.groups.version, architectures[found.groups.arch]);
}

function run(program, args) {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  if (done.status === 0) return done.stdout;
  console.error(`package-deb: ${program} ${args.join(' ')} failed:\n${done.stderr ?? done.error?.message}`);
  process.exit(1);
}

function makePackage(folder, version, architecture) {
  const tree = path.join(dist, `deb-${architecture}`);
  fs.rmSync(tree, { recursive: true, force: true });
  fs.cpSync(path.join(projectRoot, 'packaging/deb/files'), tree, { recursive: true });
  const opt = path.join(tree, 'opt');
  fs.mkdirSync(opt, { recursive: true });
  // Hard links: the same 150 MB need not lie there twice.
  run('cp', ['-al', folder, path.join(opt, 'bilge')]);
  const unit = path.join(tree, 'usr/lib/systemd/system/bilge.service');
  fs.mkdirSync(path.dirname(unit), { recursive: true });
  fs.copyFileSync(path.join(projectRoot, 'packaging/systemd/bilge.service'), unit);
  const installed = run('du', ['-sk', '--apparent-size', tree]).split('\t', 1)[0];
  const control = path.join(tree, 'DEBIAN');
  fs.cpSync(path.join(projectRoot, 'packaging/deb/control'), control, { recursive: true });
  const text = fs.readFileSync(path.join(control, 'control'), 'utf8');
  fs.writeFileSync(
    path.join(control, 'control'),
    text.replace('VERSION', version).replace('ARCHITECTURE', architecture).replace('INSTALLED', installed),
  );
  run('chmod', ['-R', 'u+rwX,go+rX,go-w', tree]);
  for (const script of ['postinst', 'prerm', 'postrm']) fs.chmodSync(path.join(control, script), 0o755);
  fs.chmodSync(path.join(tree, 'usr/bin/bilge'), 0o755);
  const file = path.join(dist, `bilge_${version}_${architecture}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${process.env.BILGE_DEB_LEVEL ?? 6}`, '--build', tree, file]);
  fs.rmSync(tree, { recursive: true });
  console.log(`${path.relative(projectRoot, file)}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
}
