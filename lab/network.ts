import { existsSync } from 'node:fs';
import { runCommand } from './run-command.ts';

/**
 * One network namespace per host, joined to this machine by a veth pair: 10.77.N.1 here, 10.77.N.2 in the host.
 * Nothing is forwarded: a host reaches this machine and nothing else.
 */
export async function makeNetwork(machine: string, number: number): Promise<void> {
  await runCommand('ip', ['netns', 'add', machine]);
  await runCommand('ip', ['link', 'add', machine, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', machine]);
  // An IPv6 address would come a second later by itself, and a browser drops what it is loading when an address comes
  // (app/lost-scripts.ts). Where the kernel has no IPv6 there is nothing to switch off.
  await runCommand('ip', ['link', 'set', machine, 'addrgenmode', 'none'], { allowFailure: true });
  await runCommand('ip', ['-batch', '-'], {
    input: `addr add 10.77.${number}.1/24 dev ${machine}\nlink set ${machine} up\n`,
  });
  await runCommand('ip', ['-n', machine, '-batch', '-'], {
    input: `link set lo up\naddr add 10.77.${number}.2/24 dev eth0\nlink set eth0 up\nroute add default via 10.77.${number}.1\n`,
  });
}

/** Idempotent. The processes of the namespace must be dead before, or the namespace lives on without a name. */
export async function removeNetwork(machine: string): Promise<void> {
  if (existsSync(`/run/netns/${machine}`)) await runCommand('ip', ['netns', 'delete', machine]);
  // The namespace is destroyed in the background and takes the pair along: the link may go while we ask.
  if (existsSync(`/sys/class/net/${machine}`))
    await runCommand('ip', ['link', 'delete', machine], { allowFailure: true });
}
