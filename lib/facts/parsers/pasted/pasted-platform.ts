import type { EngineFacts } from '../../../domain/engine-facts.ts';
import type { PlatformFacts } from '../../../domain/platform-facts.ts';
import { byRank } from '../../../platforms/detect-platform.ts';
import genericLinux from '../../../platforms/generic-linux.ts';
import type { Platform } from '../../../platforms/platform.ts';
import type { Pasted } from './read-paste.ts';

/** Which system it is, by the marks that vendors leave in kernels, versions and paths. null = nothing tells. */
export function platformOf(pasted: Pasted, engine: EngineFacts | null): PlatformFacts | null {
  const kernel = pasted.kernel?.release ?? engine?.kernel ?? '';
  const { id, init } = markedPlatform(pasted, engine, kernel) ?? genericLinux;
  if (kernel === '' && id === genericLinux.id) return null;
  return {
    id,
    init: init === 'none' ? 'systemd' : init,
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

function markedPlatform(pasted: Pasted, engine: EngineFacts | null, kernel: string): Platform | null {
  const paths = [
    engine?.dataRoot ?? '',
    pasted.configuration?.path ?? '',
    ...pasted.mounts.map((mount) => `${mount.mountPoint} ${mount.root}`),
    ...pasted.disks.map((disk) => disk.mountPoint),
  ];
  const log = pasted.logLines.map((line) => line.text).join('\n');
  const isMarked = ({ marks }: Platform): boolean =>
    marks.kernelLine?.test(pasted.kernel?.line ?? '') ||
    marks.kernel?.test(kernel) ||
    marks.engineVersion?.test(engine?.version ?? '') ||
    marks.os?.test(engine?.os ?? '') ||
    paths.some((path) => marks.path?.test(path)) ||
    marks.log?.test(log) ||
    false;
  return byRank.find(isMarked) ?? null;
}
