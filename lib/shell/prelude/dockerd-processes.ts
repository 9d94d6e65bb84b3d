import { type Sh, sh } from '../sh.ts';
import { safePaths } from './safe-paths.ts';

/**
 * Which processes are this host's dockerd. A process chooses its own name and its own arguments, so neither says who it is. What does:
 *
 * - its real user id is 0 (a set-user-id program keeps that of who started it), in the user and process namespaces of PID 1,
 *   where anyone may be root in a user namespace of their own;
 * - it is in no container's control group, below that of PID 1: a container with --pid=host is root and shares these namespaces;
 * - its executable and all above it are root's, or it listens on a socket below /run that only root can have made there. The second is for
 *   devices whose volumes anybody may write to, and for a dockerd that was replaced while it ran.
 *
 *   bilge_find_dockerds [USER]   sets bilge_dockerds (process ids), bilge_not_told (ids of which it cannot be told) and bilge_why_not
 *                                (why). USER: whose rootless dockerd counts too, told by its user id alone.
 *   bilge_is_dockerd PID [USER]  0 it is; 1 it is not; 2 it cannot be told, and bilge_why says why
 */
export const dockerdProcesses: Sh = sh.lines(
  safePaths,
  sh`bilge_hex='[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
bilge_hex=$bilge_hex$bilge_hex$bilge_hex$bilge_hex
# Sets bilge_ids (real user id), bilge_inner (its id in a process namespace below ours).
bilge_read_status() {
  bilge_ids=; bilge_inner=
  while IFS=' 	' read -r bilge_key bilge_value bilge_each _; do
    case $bilge_key in
      Uid:) bilge_ids=$bilge_value ;;
      NSpid:) bilge_inner=$bilge_each; break ;;
    esac
  done 2>/dev/null <"/proc/$1/status"
  [ -n "$bilge_ids" ]
}
# 0 the same, 1 another, 2 cannot be told. PID 1's may be out of reach of a nested host's root, whose own then are the host's.
# shellcheck disable=SC3013 # dash, bash and BusyBox ash know -ef
bilge_same_namespace() { # PID KIND
  bilge_own=/proc/1/ns/$2
  [ -e "$bilge_own" ] || bilge_own=/proc/$$/ns/$2
  if [ "$bilge_own" -ef "/proc/$1/ns/$2" ]; then return 0; fi
  # No such link: a kernel without this kind of namespace, where there is one for all.
  [ -h "/proc/$1/ns/$2" ] || return 0
  [ ! -e "/proc/$1/ns/$2" ] || [ ! -e "$bilge_own" ] || return 1
  return 2
}
bilge_in_container() { # PID: 0 it is, 1 it is not, 2 cannot be told
  bilge_own_groups=$bilge_newline; bilge_seen_group=
  while IFS= read -r bilge_each; do bilge_own_groups=$bilge_own_groups$bilge_each$bilge_newline; done 2>/dev/null </proc/1/cgroup
  while IFS= read -r bilge_each; do
    bilge_seen_group=1
    bilge_value=/\${bilge_each#*:/}; bilge_key=\${bilge_each%"$bilge_value"}
    case $bilge_own_groups in
      *"$bilge_newline$bilge_key/"*)
        # This host may itself be in a container: only what lies below its own first process counts.
        bilge_each=\${bilge_own_groups#*"$bilge_newline$bilge_key"}; bilge_each=\${bilge_each%%"$bilge_newline"*}
        bilge_each=\${bilge_each%/init.scope}; bilge_each=\${bilge_each%/}
        bilge_value=\${bilge_value#"$bilge_each"}
    esac
    case $bilge_value in
      *$bilge_hex$bilge_hex* | *kubepods* | *libpod* | */lxc/* | */lxc.payload* | */machine.slice/*) return 0 ;;
    esac
  done 2>/dev/null <"/proc/$1/cgroup"
  [ -n "$bilge_seen_group" ] && return 1
  # A kernel without control groups has no such file for anybody.
  [ -e /proc/self/cgroup ] || return 1
  return 2
}
# shellcheck disable=SC3013
bilge_safe_executable() { # PID
  bilge_program=$(readlink "/proc/$1/exe" 2>/dev/null) || bilge_program=
  bilge_program=\${bilge_program%' (deleted)'}
  case $bilge_program in /*) ;; *) bilge_why="the program of process $1 cannot be told"; return 1 ;; esac
  if [ "$bilge_program" -ef "/proc/$1/exe" ]; then bilge_is_safe "$bilge_program"; return; fi
  # In a mount namespace of its own, or replaced by a newer one: then the folder has to do.
  bilge_below=/proc/$1/root
  if [ "/proc/$1/root$bilge_program" -ef "/proc/$1/exe" ]; then bilge_is_safe "$bilge_program"; else bilge_is_safe "\${bilge_program%/*}/"; fi
  bilge_value=$?
  bilge_below=
  return "$bilge_value"
}
# Columns of /proc/net/unix: address, count, protocol, flags (00010000 listens), type, state, inode, path.
bilge_listens_as_docker() { # PID
  bilge_inodes=$(awk '$4 == "00010000" && $8 ~ /^\/(var\/)?run\/.*docker.*\.sock$/ { printf " socket:[%s] ", $7 }' /proc/net/unix 2>/dev/null)
  [ -n "$bilge_inodes" ] && bilge_is_safe /var/run || return 1
  # shellcheck disable=SC2012 # of numbers only
  for bilge_each in $(ls -l "/proc/$1/fd/" 2>/dev/null | awk '$NF ~ /^socket:/ { print $NF }'); do
    case $bilge_inodes in *" $bilge_each "*) return 0 ;; esac
  done
  return 1
}
bilge_is_dockerd() {
  bilge_why=
  bilge_read_status "$1" || return 1
  case $bilge_ids in 0 | "\${2:-0}") ;; *) return 1 ;; esac
  [ -z "$bilge_inner" ] || return 1
  bilge_in_container "$1"
  case $? in 0) return 1 ;; 2) bilge_why="whether process $1 is in a container cannot be told: its control group cannot be read"; return 2 ;; esac
  # A rootless dockerd is in a user namespace of its own. And only root can read more of root's processes, so others have to do with this.
  [ "$bilge_ids" = 0 ] && [ "$bilge_self" = 0 ] || return 0
  for bilge_kind in pid user; do
    bilge_same_namespace "$1" "$bilge_kind"
    case $? in
      1) return 1 ;;
      2) bilge_why="whether process $1 is this host's own cannot be told: its $bilge_kind namespace cannot be read"; return 2 ;;
    esac
  done
  if bilge_safe_executable "$1"; then return 0; fi
  bilge_reason=$bilge_why
  if bilge_listens_as_docker "$1"; then return 0; fi
  bilge_why="whether process $1 is this host's dockerd cannot be told: $bilge_reason, and it does not listen on Docker's socket"
  return 2
}
# shellcheck disable=SC2120 # some say whose rootless one counts too
bilge_find_dockerds() {
  bilge_dockerds=; bilge_not_told=; bilge_why_not=
  for bilge_file in /proc/[0-9]*/comm; do
    bilge_name=
    { IFS= read -r bilge_name <"$bilge_file"; } 2>/dev/null
    case $bilge_name in dockerd | dockerd-ce) ;; *) continue ;; esac
    bilge_file=\${bilge_file#/proc/}; bilge_file=\${bilge_file%/comm}
    bilge_is_dockerd "$bilge_file" "\${1-}"
    case $? in
      0) bilge_dockerds="$bilge_dockerds $bilge_file" ;;
      2) bilge_not_told="$bilge_not_told $bilge_file"; bilge_why_not=\${bilge_why_not:-$bilge_why} ;;
    esac
  done
}`,
);
