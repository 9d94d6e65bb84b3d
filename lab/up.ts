/**
 * `npm run lab [kinds…]`: starts hosts, prints how to reach them, keeps them until Ctrl-C.
 */
import type { HostKind, LabHost } from './lab.ts';
import { hostKindNames, isHostKind, labAvailable, startHost, stopAll } from './lab.ts';

const defaultKinds: readonly HostKind[] = ['btrfs', 'xfs', 'vfs', 'socket', 'sudo-password', 'busybox'];

const lab = await labAvailable();
if (!lab.ok) {
  console.error(`The lab cannot run here: ${lab.reason}`);
  process.exit(1);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isHostKind(name));
if (unknown.length > 0) {
  console.error(`No such kind of host: ${unknown.join(', ')}. There are: ${hostKindNames.join(', ')}`);
  process.exit(1);
}
const kinds = asked.length > 0 ? asked.filter(isHostKind) : defaultKinds;

const startedAt = Date.now();
const results = await Promise.allSettled(kinds.map((kind) => startHost(kind)));
for (const result of results) {
  if (result.status === 'fulfilled') console.info(`${describeHost(result.value)}\n`);
  else console.error(result.reason);
}
if (results.some((result) => result.status === 'rejected')) {
  await stopAll();
  process.exit(1);
}
console.info(`${kinds.length} hosts after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C removes them.`);
// The hosts are other processes: something has to keep this one.
setInterval(() => undefined, 60_000);

function describeHost(host: LabHost): string {
  const lines = [`${host.kind} (${host.name}, storage driver ${host.driver})`, `  ${host.url}`];
  if (host.dockerTcpUrl !== undefined)
    return [...lines, `  npx bilge host add ${host.kind} ${host.dockerTcpUrl} --host-access helper`].join('\n');
  lines.push(`  key ${host.keyFile}`, `  host key ${host.hostKeyFingerprint}`);
  const add = `npx bilge host add ${host.kind} ${host.url} --key ${host.keyFile} --trust ${host.hostKeyFingerprint}`;
  if (host.sudoPassword === undefined) lines.push(`  ${add}`);
  else {
    lines.push(`  sudo password: ${host.sudoPassword}`);
    lines.push(`  printf '%s' '${host.sudoPassword}' | ${add} --sudo password --sudo-password-stdin`);
  }
  lines.push(`  ssh -i ${host.keyFile} -o UserKnownHostsFile=/dev/null ${host.user}@${host.address}`);
  return lines.join('\n');
}
