import type { ClientChannel } from 'ssh2';
import type { ShellChannel } from '../scripts/script-runner.ts';
import type { SshConnection } from './ssh-connection.ts';

/** An SSH session channel as a place to run one script. */
export function sshShellChannel(connection: SshConnection, channel: ClientChannel): ShellChannel {
  let exitCode: number | null = null;
  let hasExited = false;
  channel.on('exit', (code: number | null) => {
    hasExited = true;
    exitCode = code;
  });
  const closed = new Promise<{ exitCode: number | null }>((resolve, reject) => {
    channel.once('error', reject);
    channel.once('close', () => {
      // ssh2 also closes every channel, without an exit status, when the connection is gone.
      if (hasExited || connection.isOpen) resolve({ exitCode });
      else reject(connection.whyLost());
    });
  });
  const finished = connection.orLost(closed).catch((error: unknown) => {
    if (hasExited) return closed;
    throw error;
  });
  // The runner may have given up on it already; its rejection is then unhandled.
  finished.catch(() => {});
  // A write after the remote end closed is reported here; the exit status says what happened.
  channel.stdin.on('error', () => {});
  return {
    write: (bytes) => {
      channel.stdin.write(bytes);
    },
    onStdout: (listener) => {
      channel.on('data', listener);
    },
    onStderr: (listener) => {
      channel.stderr.on('data', listener);
    },
    finished,
    stop: () => {
      channel.stdin.end();
    },
    abandon: () => {
      channel.signal('KILL');
      channel.close();
    },
  };
}
