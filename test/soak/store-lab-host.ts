import { readFileSync } from 'node:fs';
import type { LabHost } from '../../lab/lab.ts';
import { type Host, type HostSettings, hostSettingsSchema } from '../../lib/domain/host.ts';
import { newId } from '../../lib/domain/ids.ts';
import { describeHostKey } from '../../lib/hosts/ssh/host-keys.ts';
import type { Application } from '../../lib/usecases/core/application.ts';

/** A host in the store that is reached with a lab host's key; its own host key is trusted unless the settings say otherwise. */
export function storeLabHost(
  app: Application,
  lab: LabHost,
  { name, url, settings = {} }: { name: string; url: string; settings?: Partial<HostSettings> },
): Host {
  const blob = readFileSync(lab.keyFile.replace(/client_key$/, 'host_key.pub'), 'utf8').split(' ')[1] ?? '';
  const host: Host = {
    id: newId('host'),
    name,
    url,
    settings: hostSettingsSchema.parse({ hostKey: describeHostKey(Buffer.from(blob, 'base64')), ...settings }),
    createdAt: app.now().toISOString(),
  };
  app.store.hosts.add(host, { privateKey: readFileSync(lab.keyFile, 'utf8') });
  return host;
}
