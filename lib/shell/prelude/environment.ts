import { type Sh, sh } from '../sh.ts';

/**
 * Where tools hide. A non-interactive ssh has a short PATH, sudo replaces it, and on NAS systems docker lives in a package's own
 * folder (Synology before and after the rename to Container Manager; QNAP's is asked of getcfg below).
 */
export const toolFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/syno/bin',
  '/usr/syno/sbin',
  '/var/packages/ContainerManager/target/usr/bin',
  '/var/packages/Docker/target/usr/bin',
] as const;

/** First lines of every script of ours: one language, one clock, every tool, nothing world-readable. */
export const environment: Sh = sh`LC_ALL=C; export LC_ALL
TZ=UTC; export TZ
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT LS_COLORS
umask 077
PATH=${toolFolders.join(':')}\${PATH:+:$PATH}
if [ -r /etc/config/qpkg.conf ] && [ -x /sbin/getcfg ]; then
  qnap_station=$(/sbin/getcfg container-station Install_Path -f /etc/config/qpkg.conf 2>/dev/null </dev/null)
  [ -n "$qnap_station" ] && PATH=$PATH:$qnap_station/bin:$qnap_station/usr/bin
fi
export PATH`;

/**
 * Lowest CPU and disk priority for this shell and all its children; where there is no such tool it goes on as it is.
 * Neither tool reads stdin, where the script itself may come from.
 */
export const lowestPriority: Sh = sh`renice -n 19 -p $$ >/dev/null 2>&1
ionice -c3 -p $$ >/dev/null 2>&1`;
