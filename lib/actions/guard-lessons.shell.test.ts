import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepArguments } from '../domain/plan.ts';
import { registry as ops } from './ops/registry.generated.ts';
import { pieces } from './ops/shell/pieces.generated.ts';
import { type Answer, became, StubHost } from './ops/testing/stub-host.ts';
import { backupFolder } from './ops/testing/stub-refusals.ts';

/**
 * Lessons of docs/reference/guard-lessons.md about what a script may ask of a host. Every op is run with an engine and tools that say
 * yes to everything, and what it called is looked at: so an op that asked for more would be seen, whatever its text looks like.
 */
let host: StubHost;
let other: string | null = null;
afterEach(() => {
  host?.remove();
  if (other !== null) fs.rmSync(other, { recursive: true, force: true });
  other = null;
});

/** Beside the data root, never in it. */
function otherDataRoot(): string {
  other = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-other-root-')));
  for (const folder of ['containers', 'volumes/photos/_data', 'image']) {
    fs.mkdirSync(path.join(other, folder), { recursive: true });
  }
  return other;
}

const id = 'c'.repeat(64);
const uuid = '00000000-0000-4000-8000-000000000300';
const says = (tool: string, when: string, text: string): Answer => ({ tool, when, says: text });

/** Everything is there and nothing uses it. */
const willing = (made: StubHost): Answer[] => [
  says('docker', 'container inspect *', 'exited 0001-01-01T00:00:00Z no'),
  says('docker', 'image inspect *', 'app:1,'),
  says('docker', 'network inspect *', '0'),
  says('docker', 'volume inspect *', made.volume('data')),
  says('docker', 'info *', 'overlay2'),
  says('docker', 'version *', '26.1.5'),
  says('docker', 'builder prune *', 'r'.repeat(25)),
  {
    tool: 'docker',
    when: 'rmi bilge-release*',
    does: `rm -rf ${made.root}/image/overlay2/layerdb/sha256/${'f'.repeat(64)} ${made.directory}/${'a'.repeat(25)}`,
  },
  says('systemctl', 'show --property=LoadState *', 'LoadState=loaded'),
  says('systemctl', 'show --property=ActiveState *', 'ActiveState=inactive'),
  says('btrfs', 'subvolume list *', `ID 300 gen 1 top level 5 uuid ${uuid} path volumes/data/_data/x`),
  says('btrfs', 'filesystem show *', `Label: none  uuid: ${uuid}`),
  says('btrfs', 'subvolume show *', `UUID: ${uuid}`),
];

/** Arguments for every op, on objects that are there. */
function sample(op: string): StepArguments {
  const layer = () => host.layer('a');
  const dataPath = path.join(host.root, 'volumes/data/_data');
  const log = path.join(host.root, 'containers', id, `${id}-json.log`);
  const samples: Record<string, () => StepArguments> = {
    'balance-data': () => ({ usage: 10 }),
    'check-references': () => ({ when: 'before' }),
    'clear-nested-mounts': () => ({ name: 'data', dataPath }),
    'delete-nested-subvolume': () => ({
      name: 'data',
      dataPath,
      id: 300,
      uuid,
      path: 'volumes/data/_data/x',
      hostPath: `${dataPath}/x`,
      planned: [],
    }),
    'list-image': () => ({
      folder: backupFolder(host),
      image: `sha256:${id}=app:1`,
      digest: `app@sha256:${id}`,
      label: 'app:1',
    }),
    'load-images': () => {
      const folder = backupFolder(host);
      fs.writeFileSync(path.join(folder, 'images-1.tar'), 'saved');
      const sha256 = createHash('sha256').update('saved').digest('hex');
      return { folder, file: 'images-1.tar', bytes: 5, sha256, images: [`sha256:${id}=app:1`] };
    },
    'prepare-backup': () => {
      const beside = otherDataRoot();
      const asked = (...command: string[]) => execFileSync('sh', ['-c', ...command], { encoding: 'utf8' }).trim();
      return {
        folder: path.join(beside, 'saved'),
        mountPoint: asked('df -P -- "$0" | awk \'NR > 1 { print $NF; exit }\'', beside),
        fsid: asked('stat -f -c %i -- "$0"', beside),
      };
    },
    'prune-builder': () => ({ id, name: 'buildx_buildkit_ci0', volume: 'buildx_buildkit_ci0_state', all: false }),
    'purge-entry': () => {
      const { args } = host.step(1, layer());
      host.run('set-aside-layer', args);
      return args;
    },
    'release-chain': () => {
      const made = layer();
      host.reference(made);
      fs.writeFileSync(
        path.join(host.root, 'image/overlay2/layerdb/sha256', 'f'.repeat(64), 'diff'),
        `sha256:${'d'.repeat(64)}`,
      );
      return { name: made.name, chain: 'f'.repeat(64) };
    },
    'remove-build-cache': () => ({ id: 'r'.repeat(25), label: 'RUN x' }),
    'remove-container': () => ({ id, name: 'job', finishedAt: null }),
    'remove-data-root': () => {
      const other = otherDataRoot();
      const { dev, ino } = fs.statSync(other);
      const contents = execFileSync('sh', ['-c', 'LC_ALL=C ls -A containers volumes | cksum'], { cwd: other });
      return { path: other, device: String(dev), inode: String(ino), contents: contents.toString('utf8').trim() };
    },
    'remove-image': () => ({ id: `sha256:${id}`, references: ['app:1'], label: 'app:1' }),
    'remove-network': () => ({ id, name: 'front' }),
    'remove-store': () => {
      fs.mkdirSync(path.join(host.root, 'vfs/dir'), { recursive: true });
      return { store: 'vfs', containers: [] };
    },
    'remove-volume': () => ({ name: 'data', dataPath, emptied: false }),
    'restart-container': () => ({ id, name: 'job' }),
    'restart-docker': () => ({}),
    'restore-entry': () => {
      const { args } = host.step(1, layer());
      host.run('set-aside-layer', args);
      return args;
    },
    scrub: () => ({}),
    'set-aside-dead-mount': () => {
      const made = layer();
      const mount = path.join(host.root, 'image/overlay2/layerdb/mounts', id);
      fs.mkdirSync(mount, { recursive: true });
      fs.writeFileSync(path.join(mount, 'mount-id'), made.name);
      return { ...host.step(1, made).args, entry: id, other: null };
    },
    'save-images': () => ({
      folder: backupFolder(host),
      file: 'images-1.tar',
      bytes: 5,
      staged: true,
      images: [`sha256:${id}=app:1`],
    }),
    'set-aside-layer': () => host.step(1, layer()).args,
    'snapshot-subvolume': () => ({ source: host.root, target: path.join(host.root, 'snapshot'), uuid: '-' }),
    'truncate-log': () => {
      fs.mkdirSync(path.dirname(log), { recursive: true });
      fs.writeFileSync(log, 'many lines\n');
      return { container: id, name: 'job', path: log, inode: null };
    },
    'write-daemon-configuration': () => ({
      path: path.join(host.root, 'daemon.json'),
      before: null,
      content: '{"log-opts":{}}',
    }),
  };
  const make = samples[op];
  if (make === undefined) throw new Error(`write sample arguments for ${op}`);
  return make();
}

/** What is true of a btrfs host only, where the tree of the test is on another filesystem. */
const pretend = (op: string, made: StubHost): Answer[] => {
  if (op === 'restart-container') return [says('docker', 'container inspect --format {{.State.Status}} *', 'running')];
  if (op === 'prune-builder')
    return [says('docker', 'container inspect --format *', `running ${id} volume buildx_buildkit_ci0_state`)];
  if (op === 'list-image' || op === 'save-images') return [says('docker', 'image inspect *', `sha256:${id}`)];
  // Docker has it once it was loaded.
  if (op === 'load-images') {
    const loaded = `${made.root}/loaded`;
    return [
      { tool: 'docker', when: 'load *', does: `touch ${loaded}` },
      {
        tool: 'docker',
        when: 'image inspect *',
        does: `[ -e ${loaded} ] || { echo 'Error: No such image'; exit 1; }`,
        says: `sha256:${id}`,
      },
    ];
  }
  if (op === 'remove-data-root') return [says('docker', 'info --format {{.DockerRootDir}}', made.root)];
  return ['balance-data', 'scrub', 'delete-nested-subvolume', 'snapshot-subvolume'].includes(op)
    ? [says('stat', '-f -c %t *', '9123683e'), says('stat', '-c %i -- */x', '256'), says('stat', '-c %i *', '256')]
    : [];
};

function callsOf(op: string): { calls: string[]; type: string; said: string } {
  host = new StubHost((made) => [...pretend(op, made), ...willing(made)]);
  const args = sample(op);
  host.calls();
  const entries = host.run(op, args);
  return { calls: host.calls(), ...became(entries) };
}

/**
 * Steps of a move need the steps before them in the same run, a second filesystem and a Docker that stops: they run on real hosts
 * (test/faults/migration-ops.host.test.ts). Here their text is read instead.
 */
const moves = [
  'copy-data-root',
  'delete-kept-data',
  'finish-copy',
  'grow-image',
  'prepare-image',
  'prepare-move',
  'require-data-root',
  'start-docker',
  'stop-docker',
  'trim-image',
];
// What is asked of containerd is no script (ops/lease-ops.test.ts).
const every = ops.filter((op) => op.containerd === null && !moves.includes(op.id)).map((op) => op.id);

// G10: never Docker's own sizes. G11: no walk over trees.
const sizes = /system df|^du |container ls.*--size|ps .*--size/m;
// G12: quotas are never switched
const quotas = /^btrfs (quota|qgroup (create|destroy|assign|remove|limit|clear))/m;
// G14: never by force, and volumes of a container stay
const byForce = /^docker (rm|rmi|image rm|container rm|volume rm|network rm) [^\n]*(-f\b|--force|-v\b|--volumes)/m;
// G26: no mount is torn away from under somebody
const tornAway = /^umount [^\n]*(-l|-f|--lazy|--force)/m;
// G30 and its like: users, groups, rights and devices of the host
const rights =
  /^(synogroup|usermod|groupmod|useradd|groupadd|gpasswd|chown|chmod|mkfs|wipefs|fsck|losetup|mount|reboot|curl|wget|ssh|apt-get|pkill|lsof|fuser) /m;

describe.each(every)('%s', (op) => {
  it('G10, G11, G12, G14, G16, G26, G30: asks for nothing that it must never ask for', () => {
    const { calls, type, said } = callsOf(op);
    // It came to its effect, so that what is looked at is all that it does.
    expect(['step.done', 'step.failed'], said).toContain(type);
    const text = calls.join('\n');
    for (const forbidden of [sizes, quotas, byForce, tornAway, rights]) expect(text).not.toMatch(forbidden);
    // G16: never a prune endpoint; the build cache has no other way, so there it is one id. A builder's own BuildKit is no endpoint of
    // Docker's: it is asked in the one container of the plan, for nothing but its cache.
    const prunes = calls.filter((call) => / prune/.test(call));
    const allowed: Record<string, string> = {
      'remove-build-cache': `docker builder prune --all --force --filter id=${'r'.repeat(25)}`,
      'prune-builder': `docker exec ${id} buildctl prune`,
    };
    expect(prunes).toEqual([allowed[op] ?? []].flat());
  });
});

describe('the steps of a move', () => {
  const own = [
    'migration-record',
    'prepare-move',
    'copy-data-root',
    'switch-data-root',
    'kept-data',
    'loop-image',
    'prepare-image',
    'mounted-image',
  ] as const;
  /** Each command of a line by itself, without comments and sentences. */
  const commands = own
    .map((name) => pieces[name])
    .join('\n')
    .replaceAll(/^ *#.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, "''")
    .split(/\n|;|\|\||&&|\||\$\(|[({]|\bthen\b|\bdo\b|\bif\b|\belse\b/)
    .map((each) =>
      each
        .trim()
        .replace(/^! */, '')
        .replace(/^(engine|"\$docker")/, 'docker'),
    )
    .filter((each) => each !== '');

  it('are ops, and their pieces are read whole', () => {
    expect(ops.map((op) => op.id)).toEqual(expect.arrayContaining(moves));
    expect(commands.filter((each) => each.startsWith('docker ps')).length).toBeGreaterThan(2);
    expect(commands.filter((each) => /\brsync\b/.test(each)).length).toBeGreaterThan(1);
  });

  it('G10, G11, G12, G14, G16, G26, G30: ask for nothing that they must never ask for, but for what a move is', () => {
    // All of the data root is about to be read and copied, so measuring it first is no walk of its own; and overlay2 is tried on the
    // target with a mount that is taken away again.
    const isOfAMove = (each: string) =>
      /^du -sxk -- "\$(data_root|2)"/.test(each) || /^mount -t overlay overlay -o "lowerdir=\$probe\//.test(each);
    expect(commands.filter(isOfAMove)).toHaveLength(4);
    // An image is the run's own file: it is attached by one loop device, and what is mounted from it is its own root.
    const isOfAnImage = (each: string) =>
      /^losetup (-n -O NAME -j "\$1"|-f --show "\$1"|-d "\$each"|-c "\$loop")/.test(each) || each === 'chmod 711 "$2"';
    expect(commands.filter(isOfAnImage)).toHaveLength(5);
    const text = commands.filter((each) => !isOfAMove(each) && !isOfAnImage(each)).join('\n');
    for (const forbidden of [sizes, quotas, byForce, tornAway, rights]) expect(text).not.toMatch(forbidden);
    expect(text).not.toMatch(/^docker .*prune/m);
  });
});

describe('guard lessons of the script', () => {
  it('G14, G16: each object is one call that names it, and the engine has the last word', () => {
    const removal = (op: string, word: RegExp) => callsOf(op).calls.filter((call) => word.test(call));
    expect(removal('remove-container', /^docker rm/)).toEqual([`docker rm ${id}`]);
    expect(removal('remove-image', /^docker rmi/)).toEqual(['docker rmi --no-prune app:1']);
    expect(removal('remove-network', /^docker network rm/)).toEqual([`docker network rm ${id}`]);
    expect(removal('remove-volume', /^docker volume rm/)).toEqual(['docker volume rm data']);
  });

  it('G21: a container that was made between plan and effect keeps its image, its network and its volume', () => {
    for (const [op, filter] of [
      ['remove-image', 'ancestor'],
      ['remove-network', 'network'],
      ['remove-volume', 'volume'],
    ] as const) {
      host = new StubHost((made) => [says('docker', `ps *${filter}=*`, id), ...willing(made)]);
      const entries = host.run(op, sample(op));
      expect(became(entries), op).toMatchObject({ type: 'step.refused', guard: 'in-use' });
      expect(host.calls().join('\n'), op).not.toMatch(/ rm |rmi /);
      host.remove();
    }
    host = new StubHost((made) => [
      says('docker', 'container inspect *', 'running 0001-01-01T00:00:00Z no'),
      ...willing(made),
    ]);
    expect(became(host.run('remove-container', sample('remove-container')))).toMatchObject({
      type: 'step.refused',
      guard: 'in-use',
    });
  });

  it('G4: an engine that does not answer is not an engine that says no', () => {
    for (const op of ['remove-container', 'remove-image', 'remove-network', 'remove-volume']) {
      host = new StubHost([{ tool: 'docker', when: '*', says: 'Cannot connect to the Docker daemon', code: 1 }]);
      host.volume('data');
      expect(became(host.run(op, sample(op))), op).toMatchObject({
        type: 'step.refused',
        said: expect.stringContaining('could not ask Docker'),
      });
      expect(host.calls().join('\n'), op).not.toMatch(/ rm |rmi /);
      host.remove();
    }
    host = new StubHost();
  });

  it('G25: a directory is moved by rename(2), so it is the same one afterwards, and never over another', () => {
    host = new StubHost();
    const layer = host.layer('a');
    const before = fs.statSync(path.join(host.directory, layer.name));
    expect(became(host.run('set-aside-layer', host.step(1, layer).args)).type).toBe('step.done');
    const after = fs.statSync(path.join(host.quarantine, `${layer.name}.set-aside`));
    expect([after.ino, after.dev]).toEqual([before.ino, before.dev]);
    expect(host.quarantined()).toContain(`${layer.name}.set-aside.note`);

    const second = host.layer('b');
    fs.mkdirSync(path.join(host.quarantine, `${second.name}.set-aside`));
    expect(became(host.run('set-aside-layer', host.step(1, second).args)).type).toBe('step.failed');
    expect(host.names()).toEqual([second.name]);
  });

  it('G25: where link(2) says that it is another mount, nothing is moved', () => {
    host = new StubHost([{ tool: 'ln', when: '-- */.bilge-probe*', code: 1 }]);
    const layer = host.layer('a');
    const { guard, said } = became(host.run('set-aside-layer', host.step(1, layer).args));
    expect(guard).toBe('quarantine');
    expect(said).toContain('not on the same mount');
    expect(fs.readdirSync(host.directory).filter((name) => name.startsWith('.bilge-probe'))).toEqual([]);
  });

  it('G27: Docker is stopped with its socket, its start counter is given back, and only then it is started', () => {
    const { calls, type } = callsOf('restart-docker');
    expect(type).toBe('step.done');
    const at = (text: string) => calls.findIndex((call) => call.startsWith(`systemctl ${text}`));
    const order = [
      'show --property=LoadState',
      'stop docker.socket',
      'stop docker.service',
      'reset-failed',
      'start docker.socket',
      'start docker.service',
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('G27: a Docker that could not be started again is not stopped', () => {
    host = new StubHost([says('systemctl', 'show --property=LoadState *', 'LoadState=masked')]);
    expect(became(host.run('restart-docker', {}))).toMatchObject({ type: 'step.refused', guard: 'service-control' });
    expect(host.calls()).not.toContainEqual(expect.stringMatching(/ (stop|kill|restart)/));
  });

  it.each(['set-aside-layer', 'purge-entry'])(
    'G8: %s: what layerdb names since the plan stays, whoever wrote it',
    (op) => {
      host = new StubHost();
      const args = sample(op);
      host.reference({ name: String(args.name), link: '' });
      expect(became(host.run(op, args))).toMatchObject({ type: 'step.refused', guard: 'layer-database' });
    },
  );
});
