import type { EngineFacts } from '../../../domain/engine-facts.ts';
import type { PlatformFacts, PlatformId } from '../../../domain/platform-facts.ts';
import type { Pasted } from './read-paste.ts';

/** Which system it is, by the marks that vendors leave in kernels, versions and paths. null = nothing tells. */
export function platformOf(pasted: Pasted, engine: EngineFacts | null): PlatformFacts | null {
  const kernel = pasted.kernel?.release ?? engine?.kernel ?? '';
  const id = platformId(pasted, engine, kernel);
  if (kernel === '' && id === 'generic-linux') return null;
  const inits = { 'synology-dsm': 'synology', unraid: 'unraid', qnap: 'sysv', alpine: 'openrc' } as const;
  return {
    id,
    init: id in inits ? inits[id as keyof typeof inits] : 'systemd',
    title: engine?.os ?? '',
    hostname: pasted.kernel?.hostname ?? '',
    machineId: null,
    kernel,
    architecture: engine?.architecture ?? '',
    effectiveUid: -1,
    shell: '',
    tools: {},
    // 0: a paste has no clock.
    clockSeconds: 0,
    uptimeSeconds: null,
    bootId: null,
    markers: {},
  };
}

function platformId(pasted: Pasted, engine: EngineFacts | null, kernel: string): PlatformId {
  const os = engine?.os ?? '';
  const paths = [
    engine?.dataRoot ?? '',
    pasted.configuration?.path ?? '',
    ...pasted.mounts.map((mount) => `${mount.mountPoint} ${mount.root}`),
    ...pasted.disks.map((disk) => disk.mountPoint),
  ];
  const log = pasted.logLines.map((line) => line.text).join('\n');
  if (
    /synology/i.test(pasted.kernel?.line ?? '') ||
    paths.some((path) => /^\/volume\d+(?:\/|\b)|@syno\b|\/var\/packages\/(?:Docker|ContainerManager)/.test(path)) ||
    /\/volume\d+\/@docker/.test(log)
  ) {
    return 'synology-dsm';
  }
  if (
    /-qnap/i.test(kernel) ||
    /-qnap/i.test(engine?.version ?? '') ||
    paths.some((path) => path.includes('/container-station'))
  )
    return 'qnap';
  if (/-unraid/i.test(kernel) || /unraid/i.test(os)) return 'unraid';
  if (/truenas/i.test(kernel) || paths.some((path) => path.startsWith('/mnt/.ix-apps'))) return 'truenas-scale';
  if (/alpine/i.test(os)) return 'alpine';
  if (/fedora/i.test(os)) return 'fedora';
  if (/debian|ubuntu|raspbian/i.test(os)) return 'debian';
  return 'generic-linux';
}
