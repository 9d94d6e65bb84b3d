import { randomBytes } from 'node:crypto';
import { InvalidInputError } from '../../domain/errors.ts';
import { rootPath } from '../../platforms/tool-places.ts';
import { systemPath } from '../../shell/prelude/root-path.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';

/**
 * How a script travels: on stdin of `sh -s`, because argv is visible to every user of the host and the login shell may be
 * anything, so the command itself must be plain words. What is wrapped around it, and why:
 *
 * - One brace group, so the shell has read everything before the first line runs. dash and BusyBox ash read stdin in blocks; without
 *   the group a command of the script that reads stdin would swallow the rest of the script.
 * - A line on stderr that only we print: seen, and the shell itself started (as root, where that was asked). Not seen, and what
 *   failed was sudo or the login, never "the script exited with 1".
 * - A watcher. Closing an SSH channel does not kill what runs in it, and a signal sent by sshd cannot reach what sudo started. But sshd
 *   does close stdin when the channel, the connection or the process that holds it ends: the watcher waits for that and kills.
 *   A second one does so when the time is over, in case the network went away without a word. They are grandchildren, or a
 *   plain `wait` in the script would wait for them.
 *
 * What is killed is the process group, if it is surely the command's own: led by this shell, or by a session leader that only shells, env and sudo
 * lie between. OpenSSH makes such a session for each command; Dropbear runs commands in the group of the connection's server, and killing that would
 * end the connection. There only the descendants are killed, and nothing watches the time.
 *
 * So nothing outlives its session unless it leaves the process group on purpose (setsid, systemd-run), as runs do.
 */
export interface Envelope {
  stdin: Buffer;
  /** printed on stderr as a line of its own before the script's first command */
  readyLine: string;
}

/** Fields of /proc/PID/stat: pid, (name), state, parent, process group, session. */
const ownGroup = `bilge_at=$$ bilge_own=
for bilge_step in 1 2 3 4 5; do
read -r bilge_pid bilge_name bilge_state bilge_parent bilge_group bilge_session bilge_rest <"/proc/$bilge_at/stat" || break
case $bilge_name in
"(sh)"|"(ash)"|"(dash)"|"(bash)"|"(zsh)"|"(ksh)"|"(mksh)"|"(fish)"|"(csh)"|"(tcsh)"|"(busybox)"|"(env)"|"(sudo)") ;;
*) [ "$bilge_at" = $$ ] && [ "$bilge_pid" = "$bilge_group" ] && bilge_own=1; break ;;
esac
if [ "$bilge_pid" = "$bilge_group" ]; then
if [ "$bilge_pid" = "$bilge_session" ] || [ "$bilge_at" = $$ ]; then bilge_own=1; fi
break
fi
bilge_at=$bilge_parent
done 2>/dev/null
bilge_kill_descendants() {
bilge_list=" $$ "
bilge_grew=1
while [ -n "$bilge_grew" ]; do
bilge_grew=
for bilge_stat in /proc/[0-9]*/stat; do
read -r bilge_pid bilge_name bilge_state bilge_parent bilge_rest <"$bilge_stat" || continue
case $bilge_list in *" $bilge_pid "*) continue ;; esac
case $bilge_list in *" $bilge_parent "*) bilge_list="$bilge_list$bilge_pid "; bilge_grew=1 ;; esac
done
done
kill -9 $bilge_list
}`;

const interpreterPattern = /^[A-Za-z0-9_./-]+(?: [A-Za-z0-9_./-]+)*$/;

/**
 * Plain words: they mean the same to sh, bash, zsh, fish, csh and the restricted shells of NAS vendors. sudo's own PATH replaces any other, so it is
 * set inside sudo; the folders where NAS vendors put docker, btrfs and losetup join it once the shell has seen that they are root's alone.
 */
export function shellWords(shell = 'sh'): string[] {
  if (!interpreterPattern.test(shell)) throw new InvalidInputError(`${JSON.stringify(shell)} is not a shell.`);
  return ['env', 'LC_ALL=C', `PATH=${systemPath}`, ...shell.split(' '), '-s'];
}

export function envelope(script: Buffer, options: { timeoutMs: number }): Envelope {
  const readyLine = `bilge-ready-${randomBytes(8).toString('hex')}`;
  const deadlineSeconds = Math.ceil(options.timeoutMs / 1000) + hostGraceSeconds;
  const before = [
    '{',
    `printf '%s\\n' ${readyLine} >&2`,
    'exec 9<&0 </dev/null',
    ownGroup,
    'if [ -n "$bilge_own" ]; then',
    '( { cat <&9; kill -9 0; } >/dev/null 2>&1 & )',
    `( { sleep ${deadlineSeconds}; kill -9 0; } 9<&- >/dev/null 2>&1 & )`,
    'else',
    '( { cat <&9; bilge_kill_descendants; } >/dev/null 2>&1 & )',
    'fi',
    'exec 9<&-',
    safePaths.source,
    rootPath.source,
    'bilge_set_path',
    '',
  ].join('\n');
  const after = '\nexit\n}\n';
  return { stdin: Buffer.concat([Buffer.from(before), script, Buffer.from(after)]), readyLine };
}

/** The dashboard's own deadline comes first; the host's is for when the dashboard cannot be heard any more. */
const hostGraceSeconds = 5;
