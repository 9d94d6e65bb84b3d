import { hostSettingsSchema } from '../lib/domain/host.ts';
import type { HostFacts } from '../lib/domain/host-facts.ts';
import { newId } from '../lib/domain/ids.ts';
import { DockerHost } from '../lib/facts/views/testing/docker-host.ts';
import type { Application } from '../lib/usecases/core/application.ts';
import { recordReport } from '../lib/usecases/scans/reports.ts';

/** Stores one host that was scanned: chains of ten layers, every tenth directory leaked. Reaches no host. */
export function storeScannedHost(app: Application, layers: number): { hostId: string; facts: HostFacts } {
  const model = new DockerHost();
  for (let index = 0; index < layers / 10; index += 1) {
    const diffIds = Array.from({ length: 9 }, () => model.hex());
    model.image(`bench:${index}`, diffIds);
    model.cache();
  }
  model.pruneCache();
  const collectedAt = app.now().toISOString();
  const settings = hostSettingsSchema.parse({});
  const host = { id: newId('host'), name: 'nas', url: 'ssh://root@nas', settings, createdAt: collectedAt };
  app.store.hosts.add(host, {});
  const facts = { ...model.facts(), id: newId('facts'), hostId: host.id, collectedAt };
  app.store.facts.put(facts);
  const leaks = recordReport(app, host, facts).leaks.filter(({ state }) => state === 'orphan').length;
  if (leaks !== layers / 10) throw new Error(`${leaks} leaked layers were recorded, ${layers / 10} were made`);
  return { hostId: host.id, facts };
}
