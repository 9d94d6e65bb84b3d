import { findLeader } from './control-groups.ts';
import { bootHost, execInHost, waitUntilReady } from './host-process.ts';
import type { HostRecord } from './host-record.ts';
import { hostAddress, hostName } from './host-record.ts';
import type { ExecOptions, LabHost } from './lab-host.ts';
import { killHost } from './remove-host.ts';

/** Turns a record into the handle a test holds. Holds no state of its own, so several processes may have one each. */
export function openHost(record: HostRecord, stop: () => Promise<void>): LabHost {
  const address = hostAddress(record);
  const user = record.password === undefined ? 'root' : 'admin';
  const dockerTcpUrl = record.hasSshd ? undefined : `tcp://${address}:2375`;
  const exec = (script: string, options?: ExecOptions) => execInHost(record, script, options);
  return {
    name: hostName(record),
    kind: record.kind,
    address,
    sshPort: 22,
    user,
    keyFile: `${record.folder}/client_key`,
    ...(record.password === undefined ? {} : { password: record.password, sudoPassword: record.password }),
    hostKeyFingerprint: record.hostKeyFingerprint,
    url: dockerTcpUrl ?? `ssh://${user}@${address}`,
    ...(dockerTcpUrl === undefined ? {} : { dockerTcpUrl }),
    driver: record.driver,
    exec,
    putFile: async (path, content, mode = 0o644) => {
      await exec('mkdir -p -- "$(dirname -- "$1")" && cat > "$1" && chmod -- "$2" "$1"', {
        args: [path, mode.toString(8)],
        input: content,
      });
    },
    reboot: async () => {
      const leader = await findLeader(record.controlGroups);
      // The answer may be cut off by the very shutdown it asks for.
      await exec('systemctl --no-block reboot', { allowFailure: true });
      await waitUntilReady(record, leader);
    },
    powerOff: () => killHost(record),
    powerOn: async () => {
      bootHost(record);
      await waitUntilReady(record);
    },
    stop,
  };
}
