import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sh, shellBytes } from '../sh.ts';
import { environmentWith } from './environment.ts';
import { setContainerdRoot } from './find-containerd.ts';
import { setDataRoot } from './find-data-root.ts';
import { rootPathWith } from './root-path.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-containerd-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const noVendor = rootPathWith({
  folders: [],
  findPackage: sh`bilge_find_package() { bilge_package=; bilge_package_configuration=; bilge_package_data=; }`,
});

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']];
const database = 'io.containerd.metadata.v1.bolt/meta.db';

interface Process {
  name: string;
  argv: string[];
  parent?: number;
  /** what its descriptors lead to */
  open?: string[];
  /** it calls itself that, and is somebody else's */
  isForeign?: boolean;
}

/** A /proc with these processes; `socket` is the one at which inode 77 listens. */
class Host {
  readonly place: string;
  readonly root: string;
  readonly #foreign: number[] = [];

  constructor(shell: string[], name: string) {
    this.place = path.join(folder, `${shell.join('-')} ${name}`);
    this.root = path.join(this.place, 'docker');
    fs.mkdirSync(`${this.place}/proc/net`, { recursive: true });
    fs.mkdirSync(this.root);
    this.listen('/run/containerd/containerd.sock');
  }

  listen(socket: string): this {
    const head = 'Num RefCount Protocol Flags Type St Inode Path';
    fs.writeFileSync(`${this.place}/proc/net/unix`, `${head}\n0: 2 0 00010000 0001 01 77 ${socket}\n`);
    return this;
  }

  store(root: string): string {
    const at = path.join(this.place, root);
    fs.mkdirSync(path.dirname(`${at}/${database}`), { recursive: true });
    fs.writeFileSync(`${at}/${database}`, '');
    return at;
  }

  file(name: string, content: string): string {
    fs.writeFileSync(path.join(this.place, name), content);
    return path.join(this.place, name);
  }

  process(pid: number, { name, argv, parent = 1, open = [], isForeign }: Process): this {
    const at = `${this.place}/proc/${pid}`;
    fs.mkdirSync(`${at}/fd`, { recursive: true });
    fs.writeFileSync(`${at}/comm`, `${name}\n`);
    fs.writeFileSync(`${at}/cmdline`, `${argv.join('\0')}\0`);
    fs.writeFileSync(`${at}/status`, `Name:\t${name}\nPPid:\t${parent}\n`);
    fs.symlinkSync('/', `${at}/root`);
    open.forEach((target, index) => {
      fs.symlinkSync(target, `${at}/fd/${index}`);
    });
    if (isForeign === true) this.#foreign.push(pid);
    return this;
  }

  /** The rules of identity have tests of their own (test/attack): here a list says who is the host's own. */
  find(shell: string[]) {
    const foreign = this.#foreign.map((pid) => ` ${pid} `).join('');
    const known = sh`bilge_proc=${`${this.place}/proc`}
bilge_etc=${`${this.place}/config.toml`}
bilge_usual_root=${`${this.place}/usual`}
BILGE_ROOT=${this.root}
bilge_is_dockerd() { case ${foreign} in *" $1 "*) return 1 ;; esac; }
bilge_find_dockerds() {
  bilge_dockerds=
  for bilge_file in "$bilge_proc"/[0-9]*/comm; do
    [ -e "$bilge_file" ] && read -r bilge_name <"$bilge_file" || continue
    bilge_file=\${bilge_file%/comm}
    [ "$bilge_name" != dockerd ] || bilge_dockerds="$bilge_dockerds \${bilge_file##*/}"
  done
}
bilge_is_safe() { bilge_real=$1; bilge_gone=; bilge_why=; [ -e "$1" ] || { bilge_gone=1; bilge_why="there is no $1"; return 1; }; }`;
    const [definitions = '', call = ''] = setContainerdRoot.source.split(/(?=\nbilge_set_containerd_root\n)/);
    const script = sh.lines(
      environmentWith(noVendor),
      setDataRoot({ dataRoot: this.root, driver: 'overlayfs' }, { configurationPaths: [], dataRoots: [] }),
      { ...sh``, source: definitions },
      known,
      { ...sh``, source: call },
      sh`printf '%s\n' "$BILGE_CONTAINERD_ROOT" "$BILGE_CONTAINERD_FOUND" "$BILGE_CONTAINERD_PID" "$BILGE_CONTAINERD_WHY" "$BILGE_CONTAINERD_UNUSED"`,
    );
    const [command = 'sh', ...args] = shell;
    const { stdout, stderr } = spawnSync(command, [...args, '-s'], { input: shellBytes(script) });
    expect(stderr.toString()).toBe('');
    const [root, found, pid, why, ...rest] = stdout.toString().split('\n');
    return { root, found, pid, why, unused: rest.filter((each) => each !== '') };
  }
}

const dockerd = (...argv: string[]): Process => ({ name: 'dockerd', argv: ['/usr/bin/dockerd', ...argv] });
const listens = 'socket:[77]';

describe.each(shells)('containerd’s root under %s', (...shell) => {
  it('is that of the system’s containerd, also where ROOT/containerd/daemon was left behind (T18)', () => {
    const host = new Host(shell, 'system');
    const store = host.store('var/containerd');
    host.store('docker/containerd/daemon');
    host
      .process(10, dockerd('-H', 'fd://', '--containerd=/run/containerd/containerd.sock'))
      .process(20, { name: 'containerd', argv: ['/usr/bin/containerd'], open: [listens, `${store}/${database}`] });
    const unused = [`${host.root}/containerd/daemon`];
    expect(host.find(shell)).toEqual({ root: store, found: 'process', pid: '20', why: '', unused });
  });

  it('is not called unused where another containerd has it open, or where no process tells which one is used (L13)', () => {
    const host = new Host(shell, 'unused');
    const [store, other] = [host.store('docker/containerd/daemon'), host.store('usual')];
    host
      .process(10, dockerd())
      .process(30, { name: 'containerd', argv: ['containerd'], parent: 10, open: [`${store}/${database}`] })
      .process(40, { name: 'containerd', argv: ['containerd'], open: [`${other}/${database}`] });
    expect(host.find(shell)).toMatchObject({ root: store, found: 'process', unused: [] });
    const stopped = new Host(shell, 'unused stopped');
    stopped.store('docker/containerd/daemon');
    expect(stopped.find(shell)).toMatchObject({ found: 'place', unused: [] });
  });

  it('is that of the child of a dockerd that was told no address, although the system’s runs too', () => {
    const host = new Host(shell, 'managed');
    const store = host.store('docker/containerd/daemon');
    const other = host.store('usual');
    host
      .process(10, dockerd())
      .process(20, { name: 'containerd', argv: ['containerd'], open: [listens, `${other}/${database}`] })
      .process(30, { name: 'containerd', argv: ['containerd'], parent: 10, open: [`${store}/${database}`] });
    expect(host.find(shell)).toMatchObject({ root: store, found: 'process', pid: '30' });
  });

  it('is dockerd’s own where containerd is embedded', () => {
    const host = new Host(shell, 'embedded');
    const store = host.store('docker/containerd/daemon');
    host.process(10, { ...dockerd(), open: [`${store}/${database}`] });
    expect(host.find(shell)).toMatchObject({ root: store, found: 'process', pid: '10' });
  });

  it.each([
    ['double', 'version = 2\n  root = "ROOT"\n[grpc]\nroot = "/wrong"\n'],
    ['single', "version = 3\nroot = 'ROOT' # moved\n\n[plugins]\nroot = '/wrong'\n"],
  ])('is read from its configuration, in %s quotes and above the first table only', (quotes, content) => {
    const host = new Host(shell, `quotes ${quotes}`);
    const store = host.store('moved here');
    const file = host.file('own.toml', content.replace('ROOT', store));
    host
      .process(10, dockerd('--containerd', '/run/containerd/containerd.sock'))
      .process(20, { name: 'containerd', argv: ['containerd', '--config', file], open: [listens] });
    expect(host.find(shell)).toMatchObject({ root: store, found: 'arguments', pid: '20' });
  });

  it('is the --root of the process before that of its configuration', () => {
    const host = new Host(shell, 'told');
    const store = host.store('told');
    const file = host.file('own.toml', 'root = "/nowhere"\n');
    host
      .process(10, dockerd('--containerd=/var/run/containerd/containerd.sock'))
      .process(20, { name: 'containerd', argv: ['containerd', '-c', file, `--root=${store}`], open: [listens] });
    expect(host.find(shell)).toMatchObject({ root: store, found: 'arguments' });
  });

  it('is not told by a process that only calls itself containerd', () => {
    const host = new Host(shell, 'stranger');
    const theirs = host.store('theirs');
    const usual = host.store('usual');
    host.process(10, dockerd('--containerd=/run/containerd/containerd.sock')).process(20, {
      name: 'containerd',
      argv: ['containerd'],
      open: [listens, `${theirs}/${database}`],
      isForeign: true,
    });
    expect(host.find(shell)).toMatchObject({ root: usual, found: 'place', pid: '' });
  });

  it('cannot be told where no process tells it and two stores exist, or where its database was deleted', () => {
    const two = new Host(shell, 'two');
    two.store('usual');
    two.store('docker/containerd/daemon');
    expect(two.find(shell)).toMatchObject({ root: '', found: '', why: expect.stringContaining('two stores') });

    const deleted = new Host(shell, 'deleted');
    deleted.store('docker/containerd/daemon');
    deleted.store('usual');
    deleted.process(10, dockerd('--containerd=/run/containerd/containerd.sock')).process(20, {
      name: 'containerd',
      argv: ['containerd'],
      open: [listens, `/gone/${database} (deleted)`],
    });
    expect(deleted.find(shell)).toMatchObject({ root: '', why: expect.stringContaining('deleted') });
  });

  it.each([
    ["imports = ['/etc/containerd/conf.d/*.toml']"],
    ["imports = [\n  '/etc/containerd/conf.d/*.toml',\n]"],
    ['imports = [ # more\n"/etc/containerd/more.toml"]'],
  ])('cannot be told where its configuration gathers others: %j', (imports) => {
    const gathers = new Host(shell, `imports ${imports.length}`);
    gathers.store('docker/containerd/daemon');
    gathers.store('usual');
    const file = gathers.file('own.toml', `${imports}\nroot = '/x'\n`);
    gathers
      .process(10, dockerd('--containerd=/run/containerd/containerd.sock'))
      .process(20, { name: 'containerd', argv: ['containerd', '--config', file], open: [listens] });
    expect(gathers.find(shell)).toMatchObject({ root: '', why: expect.stringContaining('gathers') });
  });

  it('is what its configuration says where that gathers none', () => {
    const alone = new Host(shell, 'alone');
    const store = alone.store('own');
    const file = alone.file('own.toml', `imports = [ ]\nroot = '${store}'\n`);
    alone
      .process(10, dockerd('--containerd=/run/containerd/containerd.sock'))
      .process(20, { name: 'containerd', argv: ['containerd', '--config', file], open: [listens] });
    expect(alone.find(shell)).toMatchObject({ root: store, found: 'arguments' });
  });

  it('is the one place that has a store while Docker is stopped', () => {
    const managed = new Host(shell, 'stopped managed');
    const store = managed.store('docker/containerd/daemon');
    expect(managed.find(shell)).toMatchObject({ root: store, found: 'place' });
    const configured = new Host(shell, 'stopped configured');
    configured.file('config.toml', "root = '/srv/containerd'\n");
    expect(configured.find(shell)).toMatchObject({ root: '/srv/containerd', found: 'place' });
  });
});
