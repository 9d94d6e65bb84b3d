import { readFile } from 'node:fs/promises';
import type { LabHost } from '../../lab/lab.ts';
import { type Host, hostSettingsSchema } from '../../lib/domain/host.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { newId } from '../../lib/domain/ids.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import type { Leak, StorageReport } from '../../lib/domain/storage-report.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { buildStorageReport } from '../../lib/facts/views/storage-report.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { resolveTrust } from '../../lib/hosts/ssh/offered-host-keys.ts';

/** A lab host looked at the way the dashboard does it: over SSH with a pinned key, one scan at a time. */
export interface LabScanner {
  session: HostSession;
  scan(): Promise<{ facts: HostFacts; report: StorageReport }>;
  /** Opens a new connection: Docker was stopped or started meanwhile. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

export async function labScanner(lab: LabHost): Promise<LabScanner> {
  const secrets = { privateKey: await readFile(lab.keyFile, 'utf8') };
  const settings = hostSettingsSchema.parse({});
  const hostKey = await resolveTrust(lab.url, settings, secrets, lab.hostKeyFingerprint);
  const host: Host = {
    id: newId('host'),
    name: lab.name,
    url: lab.url,
    settings: { ...settings, hostKey },
    createdAt: new Date().toISOString(),
  };
  let session = await openSession(host, secrets);
  return {
    get session() {
      return session;
    },
    async scan() {
      const now = () => new Date().toISOString();
      const facts = await collectHostFacts(session, { hostId: host.id, now, newFactsId: () => newId('facts') });
      return { facts, report: buildStorageReport(facts, [], () => null) };
    },
    async reconnect() {
      await session.close();
      session = await openSession(host, secrets);
    },
    close: () => session.close(),
  };
}

/** Throws with the reason where the leaks are unknown: "none" must not be mistaken for "not known". */
export function knownLeaks(report: StorageReport): Leak[] {
  const { leaks } = report;
  if (leaks.state === 'unknown') throw new Error(`leaks are unknown (${leaks.reason}): ${leaks.detail}`);
  return leaks.value;
}

export function namesIn(report: StorageReport, state: Leak['state']): string[] {
  return knownLeaks(report)
    .filter((leak) => leak.state === state && leak.kind !== 'nested-docker-root' && leak.kind !== 'abandoned-store')
    .map((leak) => leak.name)
    .sort();
}
