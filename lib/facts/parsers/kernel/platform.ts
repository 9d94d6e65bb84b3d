import { decodeName } from '../../../domain/names.ts';
import type { InitSystem, PlatformFacts } from '../../../domain/platform-facts.ts';
import type { Platform } from '../../../platforms/platform.ts';
import { failure, lines, nulNames, type Parts, wholeNumber } from '../records.ts';

type Detected = Pick<Platform, 'id' | 'init' | 'title' | 'titleOf' | 'service'>;

/** `detect` is handed in: which markers mean what is the platforms' own knowledge. */
export function parsePlatform(parts: Parts, detect: (markers: Record<string, string>) => Detected): PlatformFacts {
  const [uid, shell = '', hostname = '', kernel = '', architecture = '', clock] = nulNames(parts.part('identity'));
  const markers: Record<string, string> = { kernel };
  for (const { key, bytes } of parts.withPrefix('marker:')) markers[key] = bytes.toString('utf8');
  const detected = detect(markers);
  const machineId = parts.part('machineId').toString('utf8').trim();
  const uptime = Number(parts.part('uptime').toString('utf8').split(' ')[0] || Number.NaN);
  if (kernel === '' || hostname === '') throw failure('platform', 'uname said nothing', parts.part('identity'));
  return {
    id: detected.id,
    init: initSystem(parts, detected),
    title: title(markers, detected),
    hostname,
    machineId: machineId === '' || machineId === 'uninitialized' ? null : machineId,
    kernel,
    architecture,
    effectiveUid: wholeNumber(uid, 'id -u'),
    shell,
    tools: tools(parts),
    leftOut: leftOut(parts),
    clockSeconds: wholeNumber(clock, 'date +%s'),
    uptimeSeconds: Number.isFinite(uptime) ? Math.floor(uptime) : null,
    bootId: parts.part('bootId').toString('utf8').trim() || null,
    markers,
  };
}

/** What runs as PID 1 counts more than what the platform usually has; NAS systems keep their own way to stop Docker. */
function initSystem(parts: Parts, detected: Detected): InitSystem {
  if (detected.service !== 'by-init' && !('refusal' in detected.service)) return detected.init;
  const said = parts.part('init').toString('utf8').split('\n');
  if (said.includes('has-systemd')) return 'systemd';
  if (said.includes('has-openrc')) return 'openrc';
  return detected.init === 'systemd' || detected.init === 'openrc' ? 'none' : detected.init;
}

function title(markers: Record<string, string>, { title: name, titleOf }: Detected): string {
  const release = markers['/etc/os-release'] ?? markers['/usr/lib/os-release'] ?? '';
  const pretty = /^PRETTY_NAME=["']?([^"'\n]*)/m.exec(release)?.[1];
  return titleOf === undefined ? pretty || name : (titleOf(markers, pretty) ?? name);
}

function leftOut(parts: Parts): { path: string; why: string }[] {
  return lines(parts.optional('leftOut') ?? Buffer.alloc(0)).map((line) => {
    const text = decodeName(line);
    const end = text.indexOf(': ');
    if (end < 0) throw failure('platform', 'what was left out has another form', line);
    return { path: text.slice(0, end), why: text.slice(end + 2) };
  });
}

function tools(parts: Parts): PlatformFacts['tools'] {
  const versions = new Map(
    parts.withPrefix('version:').map(({ key, bytes }) => [key, bytes.toString('utf8').trim() || null] as const),
  );
  return Object.fromEntries(
    lines(parts.part('tools')).map((line) => {
      const found = /^(\S+) (busybox|other) (.+)$/.exec(line.toString('utf8'));
      if (found === null) throw failure('platform', 'a tool has another form', line);
      const [, name = '', kind, path = ''] = found;
      return [name, { path, version: versions.get(name) ?? null, busybox: kind === 'busybox' }];
    }),
  );
}
