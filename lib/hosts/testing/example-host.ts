import { type Host, hostSettingsSchema, type PinnedHostKey } from '../../domain/host.ts';
import { offeredHostKeys, resolveTrust } from '../ssh/offered-host-keys.ts';

export function exampleHost(url: string, settings: Record<string, unknown> = {}): Host {
  return {
    id: 'host_example',
    name: 'example',
    url,
    settings: hostSettingsSchema.parse(settings),
    createdAt: '2026-11-20T00:00:00Z',
  };
}

/** As `host add --trust` does it, with the first key that is offered. */
export async function trusted(url: string, settings: Record<string, unknown> = {}): Promise<Host> {
  return exampleHost(url, { ...settings, hostKey: await firstOfferedKey(url) });
}

export async function firstOfferedKey(url: string): Promise<PinnedHostKey> {
  const { settings } = exampleHost(url);
  const [offered] = await offeredHostKeys(url, settings, {});
  if (offered === undefined) throw new Error(`${url} offers no key`);
  return await resolveTrust(url, settings, {}, offered.fingerprint);
}
