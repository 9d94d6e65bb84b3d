import { readFile } from 'node:fs/promises';
import { unknown } from '../../lib/domain/fact.ts';
import type { CheckOutcome } from '../../lib/domain/finding.ts';
import { type Host, hostSettingsSchema } from '../../lib/domain/host.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { newId } from '../../lib/domain/ids.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import type { StorageReport } from '../../lib/domain/storage-report.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { buildStorageReport } from '../../lib/facts/views/storage-report.ts';
import { judge, noPast } from '../../lib/health/judge.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { resolveTrust } from '../../lib/hosts/ssh/offered-host-keys.ts';

/** What is needed to reach a host of the lab, or its virtual machine, as Bilge does. */
export interface Reachable {
  name: string;
  url: string;
  keyFile: string;
  hostKeyFingerprint: string;
  sudoPassword?: string;
}

export interface Look {
  facts: HostFacts;
  storage: StorageReport;
  outcomes: CheckOutcome[];
  /** how the Engine was reached; null where it was not */
  transport: string | null;
}

/** One scan over real SSH, judged without a past: what the page "health" of a host that was just added is made of. */
export async function lookAtHost(target: Reachable, options: { timeoutMs?: number } = {}): Promise<Look> {
  return withSession(target, (session) => lookThrough(session, options));
}

async function lookThrough(session: HostSession, options: { timeoutMs?: number } = {}): Promise<Look> {
  const facts = await collectHostFacts(session, {
    hostId: session.hostId,
    now: () => new Date().toISOString(),
    newFactsId: () => newId('facts'),
    ...options,
  });
  return { ...judgeFacts(facts), facts, transport: session.docker?.transport ?? null };
}

export function judgeFacts(facts: HostFacts): Pick<Look, 'storage' | 'outcomes'> {
  const storage = buildStorageReport(facts, [], () => null);
  return { storage, outcomes: judge({ facts, storage, past: noPast, now: facts.collectedAt }) };
}

export async function withSession<T>(target: Reachable, work: (session: HostSession) => Promise<T>): Promise<T> {
  const session = await openTo(target);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** A session over real SSH with the host key pinned, as root by sudo where the host has a sudo password. */
export async function openTo(target: Reachable): Promise<HostSession> {
  const secrets = {
    privateKey: await readFile(target.keyFile, 'utf8'),
    ...(target.sudoPassword === undefined ? {} : { sudoPassword: target.sudoPassword }),
  };
  const untrusted = hostSettingsSchema.parse({ sudo: target.sudoPassword === undefined ? 'none' : 'password' });
  const hostKey = await resolveTrust(target.url, untrusted, secrets, target.hostKeyFingerprint);
  const host: Host = {
    id: newId('host'),
    name: target.name,
    url: target.url,
    settings: { ...untrusted, hostKey },
    createdAt: new Date().toISOString(),
  };
  return openSession(host, secrets);
}

/** `fail`, `pass`, … and with what: for an assertion whose failure explains itself. */
export function verdictOf(look: Pick<Look, 'outcomes'>, checkId: string): { status: string; said: string[] } {
  const outcome = look.outcomes.find((candidate) => candidate.checkId === checkId);
  if (outcome === undefined) return { status: 'no such check', said: [] };
  switch (outcome.status) {
    case 'pass':
      return { status: 'pass', said: [] };
    case 'fail':
      return { status: 'fail', said: outcome.findings.map((finding) => `${finding.severity}: ${finding.title}`) };
    case 'unknown':
    case 'not-applicable':
    case 'error':
      return { status: outcome.status, said: [outcome.why] };
  }
}

/** `critical`, `warning` or `info` where it fires; else the status with its reason. A title is the check's own affair. */
export function severityOf(look: Pick<Look, 'outcomes'>, checkId: string): string {
  const { status, said } = verdictOf(look, checkId);
  return status === 'fail' ? (said[0]?.split(':')[0] ?? 'fail') : [status, ...said].join(': ');
}

export function failedChecks(look: Pick<Look, 'outcomes'>): string[] {
  return look.outcomes
    .filter((outcome) => outcome.status === 'fail')
    .map((outcome) => outcome.checkId)
    .sort();
}

/** The sections that were not read, each with its reason. */
export function unknownSectionsOf(facts: HostFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts.sections).flatMap(([id, fact]) =>
      fact.state === 'unknown' ? [[id, `${fact.reason}: ${fact.detail}`]] : [],
    ),
  );
}

/** The kernel is the machine's: its log tells of disks of other tests, which are no part of a lab host. */
export function withoutKernelLog(facts: HostFacts): HostFacts {
  const kernelLog = unknown('not-collected', 'A lab host shows the log of the machine it runs on.');
  return { ...facts, sections: { ...facts.sections, kernelLog } };
}
