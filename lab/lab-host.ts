import type { HostKind } from './host-kinds.ts';
import type { CommandResult } from './run-command.ts';

export type ExecOptions = {
  /** Become "$1", "$2", … of the script: the only right way to hand it a value. */
  args?: readonly string[];
  input?: string | Uint8Array;
  timeoutMs?: number;
  /** Give a non-zero exit code back instead of throwing. */
  allowFailure?: boolean;
};

/** A running host of the lab. All of it is plain values plus what acts on the host from outside, never through SSH. */
export type LabHost = {
  /** `lab-N`, unique on this machine while the host lives. */
  name: string;
  kind: HostKind;
  /** 10.77.N.2, reachable from this machine only. */
  address: string;
  sshPort: number;
  user: string;
  /** Private key (ed25519) that logs in as `user`. Its public half is `keyFile` + `.pub`. */
  keyFile: string;
  /** The login password, where one is set (it is also the sudo password). */
  password?: string;
  sudoPassword?: string;
  /** `SHA256:…` as ssh-keygen prints it. After `rotateHostKey` it is the old one: a test compares with it. */
  hostKeyFingerprint: string;
  /** What to give to `bilge host add`: ssh://user@address, or tcp://address:2375 on the `socket` kind. */
  url: string;
  dockerTcpUrl?: string;
  /** `docker info`'s driver to expect. */
  driver: string;
  /** Runs `sh -c SCRIPT` as root inside the host through its namespaces: works while sshd and dockerd are down. */
  exec(script: string, options?: ExecOptions): Promise<CommandResult>;
  putFile(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  /** `systemctl reboot`, then waits until the host is ready again. */
  reboot(): Promise<void>;
  /** Kills every process at once, like a pulled plug (the page cache survives: it is the machine's). State is kept. */
  powerOff(): Promise<void>;
  /** Boots a host that was powered off. */
  powerOn(): Promise<void>;
  /** Removes the host and all it made. Safe to call twice. */
  stop(): Promise<void>;
};
