import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type HostOptions, type LabHost, startHost } from '../lab.ts';
import { type PlatformKind, type PlatformSettings, platformSettings } from './platform-kinds.ts';

export interface PlatformHost {
  host: LabHost;
  settings: PlatformSettings;
}

/** Starts a host in the likeness of another system. Stop it with `host.stop()`. */
export async function startPlatform(kind: PlatformKind, options: HostOptions = {}): Promise<PlatformHost> {
  const settings = platformSettings(kind);
  const host = await startHost(settings.base, { ...settings.options, ...options, startDocker: false });
  try {
    const parts = await Promise.all(['common', ...settings.scripts].map(readScript));
    await host.exec(parts.join('\n'), { timeoutMs: 60_000 });
    return { host, settings };
  } catch (cause) {
    await host.stop();
    throw new Error(`could not lay ${kind} over a ${settings.base} host`, { cause });
  }
}

function readScript(name: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`lay-out/${name}.sh`, import.meta.url)), 'utf8');
}
