import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from '../../lab/lab.ts';
import type { Host, HostSecrets } from '../../lib/domain/host.ts';
import type { HostCheck } from '../../lib/domain/session.ts';
import { resolveTrust } from '../../lib/hosts/ssh/offered-host-keys.ts';
import { exampleHost } from '../../lib/hosts/testing/example-host.ts';

/** A lab host as `bilge host add NAME URL --key FILE --trust FINGERPRINT` would store it. */
export async function labExample(
  lab: LabHost,
  settings: Record<string, unknown> = {},
): Promise<{ host: Host; secrets: HostSecrets }> {
  const secrets = { privateKey: await readFile(lab.keyFile, 'utf8') };
  const plain = exampleHost(lab.url, settings);
  const hostKey = await resolveTrust(lab.url, plain.settings, secrets, lab.hostKeyFingerprint);
  return { host: { ...plain, settings: { ...plain.settings, hostKey } }, secrets };
}

/** Processes on the host whose command line holds the text, looked at from outside. */
export async function processesWith(lab: LabHost, text: string): Promise<string[]> {
  const listing = await lab.exec('ps -eo pid=,args= | grep -F -e "$1" | grep -v -e grep -e "sh -c"', {
    args: [text],
    allowFailure: true,
  });
  return listing.stdout.split('\n').filter((line) => line.trim() !== '');
}

/** Until so many are there; the runner ends it where they never are. */
export async function untilProcesses(lab: LabHost, text: string, count: number): Promise<void> {
  while ((await processesWith(lab, text)).length !== count) await sleep(100);
}

export async function everyCheck(checks: AsyncIterable<HostCheck>): Promise<HostCheck[]> {
  const all: HostCheck[] = [];
  for await (const check of checks) all.push(check);
  return all;
}
