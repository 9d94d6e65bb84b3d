import type { EngineFacts } from '../../../domain/engine-facts.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

/** What `docker info` said; only what it said. */
export type PastedEngine = Partial<EngineFacts>;

/** Lines of the storage driver's own status, in every driver and engine from 1.2 on. */
const statusNames = new Set(
  `pool name|pool blocksize|base device size|backing filesystem|data file|metadata file|data loop file|metadata loop file|data space used|data space total|data space available|metadata space used|metadata space total|metadata space available|thin pool minimum free space|udev sync supported|deferred removal enabled|deferred deletion enabled|deferred deleted device count|library version|root dir|dirs|dirperm1 supported|supports d_type|using metacopy|native overlay diff|userxattr|build version|btrfs|zpool|zpool health|parent dataset|space used by parent|space available|parent quota|compression|driver-type`.split(
    '|',
  ),
);
const infoNames = new Set(
  `containers|running|paused|stopped|images|server version|storage driver|execution driver|logging driver|cgroup driver|cgroup version|plugins|volume|network|log|authorization|cdi spec directories|discovered devices|swarm|nodeid|is manager|clusterid|managers|nodes|runtimes|default runtime|init binary|containerd version|runc version|init version|security options|seccomp|apparmor|profile|cgroupns|rootless|kernel version|operating system|ostype|architecture|cpus|total memory|name|id|docker root dir|debug mode|debug mode (client)|debug mode (server)|file descriptors|goroutines|system time|eventslistenercount|events listeners|http proxy|https proxy|no proxy|registry|registry mirrors|labels|experimental|insecure registries|live restore enabled|product license|default address pools|base|firewall backend|client|server|context|builder|compose|buildx|username|init path|init sha1|cluster store|cluster advertise|userland proxy|storage driver name|data root|docker data root|features|containerd`.split(
    '|',
  ),
);
/** One of these makes a run of `Name: value` lines a `docker info`. */
const anchors =
  /^(?:storage driver|execution driver|docker root dir|pool name|data space (?:used|total)|server version|data loop file)$/;

interface Entry {
  name: string;
  value: string;
}

function entryOf(line: PastedLine): Entry | null {
  if (line.text.length > 2000) return null;
  const match = /^\s*([A-Za-z][\w ().-]{0,45}?)\s*:(?:\s+(.*))?$/.exec(line.text);
  if (!match?.[1]) return null;
  const name = match[1].toLowerCase().replace(/\s+/g, ' ');
  return statusNames.has(name) || infoNames.has(name) ? { name, value: (match[2] ?? '').trim() } : null;
}

export function readDockerInfo(lines: readonly PastedLine[]): Recognized<PastedEngine>[] {
  const isInfoLine = (line: PastedLine) =>
    entryOf(line) !== null || /^\s*WARNING: /.test(line.text) || /^\s*\[DEPRECATION NOTICE\]/.test(line.text);
  return runs(lines, isInfoLine, 4).flatMap((run): Recognized<PastedEngine>[] => {
    const entries = run.flatMap((line) => entryOf(line) ?? []);
    if (!entries.some((entry) => anchors.test(entry.name))) return [];
    const warnings = run
      .filter((line) => /^\s*(?:WARNING:|\[DEPRECATION)/.test(line.text))
      .map((line) => line.text.trim());
    return [{ kind: 'docker-info', lines: numbersOf(run), value: engineOf(entries, warnings) }];
  });
}

function engineOf(entries: readonly Entry[], warnings: string[]): PastedEngine {
  const all = new Map<string, string>();
  for (const { name, value } of entries) if (!all.has(name)) all.set(name, value);
  const driverStatus = entries
    .filter((entry) => statusNames.has(entry.name))
    .map((entry): [string, string] => [canonicalName(entry.name), entry.value]);
  // No other driver prints a data space: `docker info | grep Space` loses the line that names it.
  const inferred = [...all.keys()].some((name) => /^data space (?:used|total)$/.test(name)) ? 'devicemapper' : '';
  const storageDriver = firstWord(all.get('storage driver')) || inferred;
  const isContainerd = /io\.containerd\.snapshotter/.test(all.get('driver-type') ?? '');
  const isOld = all.has('execution driver');
  const engine: PastedEngine = { driverStatus, warnings };
  if (storageDriver !== '') {
    engine.storageDriver = storageDriver;
    engine.imageStore = isContainerd ? 'containerd' : 'graphdriver';
  }
  const backing = all.get('backing filesystem');
  if (backing) engine.backingFilesystem = backing;
  // Engines up to 1.10 print either an execution driver or no version of the server at all.
  engine.version = all.get('server version') || (isOld ? '≤ 1.10' : '');
  const dataRoot = all.get('docker root dir') ?? dataRootByDriver(all);
  if (dataRoot) engine.dataRoot = dataRoot;
  const told: [
    keyof PastedEngine & ('kernel' | 'os' | 'architecture' | 'loggingDriver' | 'cgroupDriver' | 'name' | 'id'),
    string,
  ][] = [
    ['kernel', 'kernel version'],
    ['os', 'operating system'],
    ['architecture', 'architecture'],
    ['loggingDriver', 'logging driver'],
    ['cgroupDriver', 'cgroup driver'],
    ['name', 'name'],
    ['id', 'id'],
  ];
  for (const [key, name] of told) {
    const value = all.get(name);
    if (value) engine[key] = value;
  }
  if (all.has('live restore enabled')) engine.liveRestore = all.get('live restore enabled') === 'true';
  if (all.has('rootless')) engine.securityOptions = ['name=rootless'];
  return engine;
}

/** The loop file or aufs directory lies below the data root: an engine that prints no root dir tells it that way. */
function dataRootByDriver(all: ReadonlyMap<string, string>): string | null {
  const loop = all.get('data loop file') ?? all.get('data file') ?? '';
  const byLoop = /^(\/.+)\/devicemapper\/devicemapper\/data$/.exec(loop)?.[1];
  if (byLoop) return byLoop;
  return /^(\/.+)\/aufs$/.exec(all.get('root dir') ?? '')?.[1] ?? null;
}

const spelled: Record<string, string> = {
  'supports d_type': 'Supports d_type',
  userxattr: 'userxattr',
  'driver-type': 'driver-type',
  'data file': 'Data file',
  'metadata file': 'Metadata file',
  'data loop file': 'Data loop file',
  'metadata loop file': 'Metadata loop file',
};

function canonicalName(name: string): string {
  return spelled[name] ?? name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function firstWord(text: string | undefined): string {
  if (/^device[ -]mapper/i.test(text ?? '')) return 'devicemapper';
  return /^[a-z0-9][a-z0-9_.-]*/i.exec(text ?? '')?.[0]?.toLowerCase() ?? '';
}
