import { type Sh, sh } from '../sh.ts';
import { systemPath } from './root-path.ts';
import { safePaths } from './safe-paths.ts';

/**
 * First lines of every script of ours: one language, one clock, every tool that is safe to run, nothing world-readable. A script that came
 * in an envelope (lib/hosts/scripts/script-envelope.ts) has its PATH already. BILGE_LEFT_OUT: what is not in it, and why.
 *
 * @param rootPath of lib/platforms/tool-places.ts
 */
export function environmentWith(rootPath: Sh): Sh {
  return sh.lines(
    sh`LC_ALL=C; export LC_ALL
TZ=UTC; export TZ
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT LS_COLORS
umask 077`,
    safePaths,
    rootPath,
    sh`if [ -z "\${bilge_left_out+set}" ]; then
  PATH=${systemPath}\${PATH:+:$PATH}
  bilge_set_path
fi
BILGE_LEFT_OUT=$bilge_left_out; export BILGE_LEFT_OUT`,
  );
}

/**
 * Lowest CPU and disk priority for this shell and all its children; where there is no such tool it goes on as it is.
 * Neither tool reads stdin, where the script itself may come from.
 */
export const lowestPriority: Sh = sh`renice -n 19 -p $$ >/dev/null 2>&1
ionice -c3 -p $$ >/dev/null 2>&1`;
