import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, became, StubHost } from './testing/stub-host.ts';
import { stubRefusals, wholeBtrfs } from './testing/stub-refusals.ts';

/** What a real host cannot be brought to do at the right moment: the engine changes its mind, the filesystem is another one. */
let host: StubHost;
afterEach(() => host?.remove());

const container = 'c'.repeat(64);

it.each(stubRefusals)(
  '$op is refused by $guard: $when',
  ({ op, guard, answers = [], args, site = {}, says = '', untouched }) => {
    host = new StubHost(answers);
    const given = args(host);
    const ended = became(host.run(op, given, site));
    expect(ended).toMatchObject({ type: 'step.refused', guard });
    expect(ended.said).toMatch(/\w+ \w+/);
    expect(ended.said).toContain(says);
    untouched(host);
  },
);

it('remove-volume: one that is still the same is removed', () => {
  const createdAt = '2026-11-21T03:00:00Z';
  host = new StubHost((made) => [
    { tool: 'docker', when: 'volume inspect --format {{.CreatedAt}} *', says: createdAt },
    { tool: 'docker', when: 'volume inspect *', says: made.volume('data') },
  ]);
  host.run('remove-volume', { name: 'data', dataPath: host.volume('data'), emptied: false, createdAt });
  expect(host.calls().join('\n')).toContain('docker volume rm data');
});

describe('prune-builder', () => {
  const volume = 'buildx_buildkit_ci0_state';
  const args = (all = false) => ({ id: container, name: 'buildx_buildkit_ci0', volume, all });
  const inspected = (says: string): Answer => ({ tool: 'docker', when: 'container inspect *', says });
  const isBuilder = inspected(`running ${container} volume ${volume}`);
  const pruned = () => host.calls().filter((call) => call.includes('buildctl prune'));
  const asked = (when: string, says: string, code = 0): Answer => ({
    tool: 'docker',
    when: `exec * ${when}`,
    says,
    code,
  });

  it.each([
    ['changed', 'another volume is mounted there', `running ${container} volume buildx_buildkit_other0_state`],
    ['changed', 'a folder of the host is mounted there', `running ${container} bind ${volume}`],
    ['changed', 'nothing is mounted there', `running ${container}`],
    ['in-use', 'it is paused', `paused ${container} volume ${volume}`],
  ])('refused by %s: %s', (guard, _, says) => {
    host = new StubHost([inspected(says)]);
    expect(became(host.run('prune-builder', args()))).toMatchObject({ type: 'step.refused', guard });
    expect(pruned()).toEqual([]);
  });

  it('refused: the engine does not answer, or knows no such container', () => {
    for (const [says, guard] of [
      ['Cannot connect to the Docker daemon', 'in-use'],
      ['Error: No such container', 'changed'],
    ] as const) {
      host?.remove();
      host = new StubHost([{ tool: 'docker', when: '*', says, code: 1 }]);
      expect(became(host.run('prune-builder', args()))).toMatchObject({ type: 'step.refused', guard });
      expect(pruned()).toEqual([]);
    }
  });

  it('tells what BuildKit counts, and asks for everything only where that was wanted', () => {
    host = new StubHost([
      isBuilder,
      asked('buildctl prune *', 'ID\tSIZE\nTotal:\t1.20GB'),
      asked('*du', 'Total:\t\t38.00MB'),
    ]);
    expect(became(host.run('prune-builder', args(true)))).toMatchObject({
      type: 'step.done',
      said: 'BuildKit says that it removed 1.20GB and keeps 38.00MB',
    });
    expect(pruned()).toEqual([`docker exec ${container} buildctl prune --all`]);
  });

  it('fails with the end of what was said, in one line, however much it was', () => {
    const flood = `for n in $(seq 20000); do echo "line $n of a container that talks"; done`;
    host = new StubHost([
      isBuilder,
      { tool: 'docker', when: 'exec *', does: flood, says: 'error: \u001b[31mno space left', code: 1 },
    ]);
    const { type, said } = became(host.run('prune-builder', args()));
    expect(type).toBe('step.failed');
    expect(said).toMatch(/^buildctl could not prune: .*error: .*no space left $/);
    expect(said.length).toBeLessThan(700);
  });

  it('is waited for no longer once the run is cancelled, and is not asked again', () => {
    host = new StubHost((made) => [
      isBuilder,
      {
        tool: 'docker',
        when: 'exec *',
        does: `touch "$(find ${made.root} -type d -name run_0123456789)/cancel"; sleep 300 & echo $! >${made.root}/sleeper; wait`,
      },
    ]);
    const { type, said } = became(host.run('prune-builder', args()));
    process.kill(Number(fs.readFileSync(path.join(host.root, 'sleeper'), 'utf8')));
    expect([type, said]).toEqual(['step.failed', expect.stringMatching(/^cancelled while BuildKit pruned/)]);
    expect(host.calls().filter((call) => call.includes('buildctl'))).toHaveLength(1);
  });

  it('fails where the container has no buildctl', () => {
    host = new StubHost([isBuilder, asked('*', 'exec: "buildctl": executable file not found in $PATH', 127)]);
    expect(became(host.run('prune-builder', args()))).toMatchObject({
      type: 'step.failed',
      said: expect.stringMatching(/^buildctl could not be run in the container: exec: .* not found/),
    });
  });
});

it.each([
  ['balance-data', { usage: 10 }, 'balance start'],
  ['scrub', {}, 'scrub start'],
] as const)('%s begins where no device is missing, whatever the label says', (op, args, effect) => {
  host = new StubHost([{ tool: 'stat', when: '-f -c %t *', says: '9123683e' }, wholeBtrfs]);
  host.run(op, args);
  expect(host.calls().join('\n')).toContain(effect);
});

describe('the short link of an overlay2 layer', () => {
  const linkOf = (layer: { link: string }) => path.join(host.directory, 'l', layer.link);
  const isLink = (file: string) => fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;

  it('is made before its directory comes back, and goes again where that does not', () => {
    host = new StubHost([{ tool: 'perl', when: '*', code: 1 }]);
    const layer = host.layer('a');
    const { args } = host.step(1, layer);
    host.run('set-aside-layer', args);
    expect(isLink(linkOf(layer))).toBe(false);

    const broken = host.run('restore-entry', args, { tools: { ...host.site().tools, perl: host.tool('perl') } });
    expect(became(broken)).toMatchObject({ type: 'step.failed' });
    expect(host.calls()).toContainEqual(expect.stringMatching(/^perl /));
    expect(isLink(linkOf(layer))).toBe(false);
    expect(host.quarantined()).toContain(`${layer.name}.set-aside`);

    // As a run leaves it that was killed in between: the next one finishes.
    fs.symlinkSync(`../${layer.name}/diff`, linkOf(layer));
    expect(became(host.run('restore-entry', args)).type).toBe('step.done');
    expect(fs.readlinkSync(linkOf(layer))).toBe(`../${layer.name}/diff`);
    expect(host.names()).toEqual([layer.name]);
  });

  it('of a lost container and of its init layer goes with them, and their notes keep it', () => {
    host = new StubHost([
      { tool: 'systemctl', when: 'show --property=LoadState *', says: 'LoadState=loaded' },
      { tool: 'systemctl', when: 'show --property=ActiveState *', says: 'ActiveState=inactive' },
      { tool: 'docker', when: 'version *', says: '26.1.5' },
    ]);
    const [layer, init] = [host.layer('a'), host.layer('b')];
    const entry = 'e'.repeat(64);
    const record = path.join(host.root, 'image/overlay2/layerdb/mounts', entry);
    fs.mkdirSync(record, { recursive: true });
    fs.writeFileSync(path.join(record, 'mount-id'), layer.name);
    fs.writeFileSync(path.join(record, 'init-id'), init.name);
    const both = [
      { ...host.step(1, layer).args, entry, other: init.name },
      { ...host.step(2, init).args, entry, other: layer.name, role: 'init' },
    ];
    expect(became(host.run('set-aside-dead-mount', both), 2).type).toBe('step.done');
    for (const each of [layer, init]) {
      expect(isLink(linkOf(each))).toBe(false);
      expect(host.note(each.name)).toContain(`link=${each.link}\n`);
    }
  });

  it('does not outlive a layer that is deleted for good, and another layer keeps its own', () => {
    host = new StubHost();
    const [layer, other] = [host.layer('a'), host.layer('b')];
    const { args } = host.step(1, layer);
    host.run('set-aside-layer', args);
    fs.symlinkSync(`../${layer.name}/diff`, linkOf(layer));
    expect(became(host.run('purge-entry', args)).type).toBe('step.done');
    expect(isLink(linkOf(layer))).toBe(false);
    expect(isLink(linkOf(other))).toBe(true);
  });
});

it('a note whose entry is gone is taken away by the next run, and that of an entry that is there stays', () => {
  host = new StubHost();
  const [layer, kept] = [host.layer('a'), host.layer('b')];
  host.run('set-aside-layer', host.step(1, kept).args);
  const folder = path.join(host.directory, '.bilge-quarantine');
  fs.writeFileSync(path.join(folder, 'gone.set-aside.note'), 'name=gone');
  host.run('set-aside-layer', host.step(1, layer).args);
  expect(
    fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.note'))
      .sort(),
  ).toEqual([`${kept.name}.set-aside.note`, `${layer.name}.set-aside.note`].sort());
});

describe('write-daemon-configuration', () => {
  const written = (answers: ConstructorParameters<typeof StubHost>[0]) => {
    host = new StubHost(answers);
    const file = path.join(host.root, 'daemon.json');
    fs.writeFileSync(file, '{"debug":true}');
    const args = { path: file, before: '{"debug":true}', content: '{"debug":false}' };
    return { file, entry: became(host.run('write-daemon-configuration', args)) };
  };
  const beside = () => fs.readdirSync(host.root).filter((name) => name.startsWith('daemon.json.'));

  it('keeps the old one beside the new one', () => {
    const { file, entry } = written([]);
    expect(entry.type).toBe('step.done');
    expect(fs.readFileSync(file, 'utf8')).toContain('false');
    expect(beside().map((name) => fs.readFileSync(path.join(host.root, name), 'utf8'))).toEqual(['{"debug":true}']);
  });

  it('gives the new one the rights and the owner of the old one', () => {
    for (const mode of [0o644, 0o640, 0o600]) {
      host = new StubHost();
      const file = path.join(host.root, 'daemon.json');
      fs.writeFileSync(file, '{"debug":true}');
      fs.chmodSync(file, mode);
      fs.chownSync(file, process.getuid?.() ?? 0, process.getgid?.() === 0 ? 1 : (process.getgid?.() ?? 0));
      const before = fs.statSync(file);
      host.run('write-daemon-configuration', { path: file, before: '{"debug":true}', content: '{"debug":false}' });
      const after = fs.statSync(file);
      expect(fs.readFileSync(file, 'utf8')).toContain('false');
      expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
      host.remove();
    }
  });

  it('a new one may be read by all, as packages make it, and so may its folder', () => {
    host = new StubHost();
    const file = path.join(host.root, 'etc/docker/daemon.json');
    const entry = became(
      host.run('write-daemon-configuration', { path: file, before: null, content: '{"debug":false}' }),
    );
    expect(entry.type).toBe('step.done');
    expect(fs.statSync(file).mode & 0o777).toBe(0o644);
    expect(fs.statSync(path.dirname(file)).mode & 0o777).toBe(0o755);
  });

  // On a full disk: half a copy would later be put back as the old configuration.
  it('changes nothing where the old one could not be kept', () => {
    const { file, entry } = written([{ tool: 'cp', when: '*', code: 1 }]);
    expect(entry).toMatchObject({ type: 'step.failed', said: expect.stringContaining('nothing was changed') });
    expect(fs.readFileSync(file, 'utf8')).toBe('{"debug":true}');
    expect(beside()).toEqual([]);
  });
});

describe('truncate-log', () => {
  const emptied = (inodeOf: (file: string) => number | null) => {
    host = new StubHost();
    const log = path.join(host.root, 'containers', container, `${container}-json.log`);
    fs.mkdirSync(path.dirname(log), { recursive: true });
    fs.writeFileSync(log, 'many lines\n');
    const args = { container, name: 'job', path: log, inode: inodeOf(log) };
    return { entry: became(host.run('truncate-log', args)), left: () => fs.readFileSync(log, 'utf8') };
  };

  it('empties the log that was planned', () => {
    const { entry, left } = emptied((log) => fs.statSync(log).ino);
    expect(entry.type).toBe('step.done');
    expect(left()).toBe('');
  });

  it('leaves one that was rotated since the plan', () => {
    const { entry, left } = emptied((log) => fs.statSync(log).ino + 1);
    expect(entry).toMatchObject({ type: 'step.refused', guard: 'changed' });
    expect(left()).toBe('many lines\n');
  });
});

it('remove-store: cut off after the records, the store is still there for the next plan to find', () => {
  host = new StubHost((made) => [
    { tool: 'docker', when: 'info *', says: 'overlay2' },
    { tool: 'rm', when: `-rf --one-file-system -- ${made.root}/vfs`, code: 1 },
  ]);
  const container = 'd'.repeat(64);
  for (const folder of ['vfs/dir', 'image/vfs', `containers/${container}`])
    fs.mkdirSync(path.join(host.root, folder), { recursive: true });
  fs.writeFileSync(path.join(host.root, 'containers', container, 'config.v2.json'), '{"Driver":"vfs"}');
  const ended = became(host.run('remove-store', { store: 'vfs', containers: [container] }, { driver: 'overlay2' }));
  expect(ended.type).toBe('step.failed');
  expect(
    ['vfs', 'image/vfs', `containers/${container}`].map((each) => fs.existsSync(path.join(host.root, each))),
  ).toEqual([true, false, false]);
});
