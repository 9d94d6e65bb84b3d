import { type Sh, sh } from '../sh.ts';

/**
 * Where root may read, run and write: a path whose every part, from / down and through every symbolic link, belongs to root (or to the user who
 * runs this), and where no other user can replace anything. A user who may write to one folder above controls everything below it.
 *
 *   bilge_is_safe PATH   succeeds where that holds; sets bilge_real (without links). Otherwise bilge_why tells a person the reason, and
 *                        bilge_gone is set where there is no such path. What cannot be determined is not safe.
 *   bilge_is_safe_to_make PATH   the same of the part of it that exists: what root makes below that is safe too
 *   bilge_look PATH...   reads all of these and their parents with one process, where many are checked
 *   bilge_below          set to /proc/PID/root: paths, and their links, are those that this process sees
 *
 * A sticky folder (/tmp: every user may write to it, but cannot move files of others) may be on the path, if a folder of root follows. A
 * file or link there may be a second name of another file, which any user can create, and such a folder itself is never safe.
 *
 * `stat` prints its own numbers and names that are asked for, so no name and no link's target can forge a line; `ls`, where there is no
 * such stat, is asked about one path at a time for that reason.
 */
export const safePaths: Sh = sh`bilge_newline='
'
bilge_looked=$bilge_newline
bilge_below=
bilge_self=0
while read -r bilge_key _ bilge_value _; do
  case $bilge_key in Uid:) bilge_self=$bilge_value; break ;; esac
done 2>/dev/null </proc/self/status
bilge_look() {
  for bilge_each in "$@"; do
    shift
    case $bilge_each in *"$bilge_newline"*) continue ;; esac
    while [ -n "$bilge_each" ]; do
      case " $* " in *" $bilge_below$bilge_each "*) break ;; esac
      set -- "$@" "$bilge_below$bilge_each"
      bilge_each=\${bilge_each%/*}
    done
  done
  bilge_looked=$bilge_looked$(stat -c '%f %u %n' -- "$bilge_below/" "$@" 2>/dev/null)$bilge_newline
}
# Sets bilge_mode (hexadecimal, its first digit is the kind) and bilge_owned_by.
bilge_looked_at() {
  bilge_mode=
  case $bilge_looked in *" $1$bilge_newline"*) ;; *) return 1 ;; esac
  bilge_mode=\${bilge_looked%%" $1$bilge_newline"*}; bilge_mode=\${bilge_mode##*"$bilge_newline"}
  bilge_owned_by=\${bilge_mode#* }; bilge_mode=\${bilge_mode%% *}
  # Another path may end like this one: "0 /a /bin" for /bin.
  case $bilge_owned_by in '' | *[!0-9]*) return 1 ;; esac
}
bilge_look_at_one() {
  bilge_mode=$(IFS=' '; set -f
    # shellcheck disable=SC2012,SC2046 # columns of one path
    set -- $(ls -ldn -- "$1" 2>/dev/null)
    case \${1-} in d*) kind=4 ;; l*) kind=a ;; -*) kind=8 ;; s*) kind=c ;; [pbc]*) kind=1 ;; *) exit 1 ;; esac
    case $1 in ?????????[tT]*) sticky=2 ;; *) sticky=0 ;; esac
    case $1 in ?????w*) group=1 ;; *) group=0 ;; esac
    case $1 in ????????w*) others=2 ;; *) others=0 ;; esac
    printf '%s ' "$kind$sticky$group$others"; printf '%s' "\${3-}")
  bilge_owned_by=\${bilge_mode#* }; bilge_mode=\${bilge_mode%% *}
  case $bilge_owned_by in '' | *[!0-9]*) return 1 ;; esac
}
bilge_is_safe() {
  bilge_why=; bilge_gone=; bilge_real=; bilge_hops=0; bilge_sticky=
  case $1 in
    *"$bilge_newline"*) bilge_why='a path with a line break in it'; return 1 ;;
    /*) bilge_rest=$1 ;;
    *) bilge_why="$1 is no absolute path"; return 1 ;;
  esac
  bilge_judge_part "" || return 1
  while :; do
    while :; do case $bilge_rest in /*) bilge_rest=\${bilge_rest#/} ;; *) break ;; esac; done
    if [ -z "$bilge_rest" ]; then
      [ -n "$bilge_sticky" ] || return 0
      bilge_why="every user may write to \${bilge_real:-/}"
      return 1
    fi
    bilge_part_name=\${bilge_rest%%/*}
    bilge_rest=\${bilge_rest#"$bilge_part_name"}
    case $bilge_part_name in
      .) ;;
      ..) bilge_rest=\${bilge_real%/*}/$bilge_rest; bilge_real=; bilge_sticky=; bilge_hop || return 1 ;;
      *) bilge_judge_part "/$bilge_part_name" || return 1 ;;
    esac
  done
}
bilge_hop() {
  bilge_hops=$((bilge_hops + 1))
  [ "$bilge_hops" -lt 40 ] || { bilge_why='it leads through too many symbolic links'; return 1; }
}
# The part NAME below bilge_real: "" is the root itself.
bilge_judge_part() {
  bilge_here=$bilge_real$1
  bilge_at=$bilge_below\${bilge_here:-/}
  if ! bilge_looked_at "$bilge_at"; then
    if [ ! -e "$bilge_at" ] && [ ! -h "$bilge_at" ]; then bilge_gone=1; bilge_why="there is no $bilge_here"; return 1; fi
    bilge_look "$bilge_here$bilge_rest"
    if ! bilge_looked_at "$bilge_at" && ! bilge_look_at_one "$bilge_at"; then
      bilge_why="whose \${bilge_here:-/} is cannot be told"
      return 1
    fi
  fi
  if [ "$bilge_owned_by" != 0 ] && [ "$bilge_owned_by" != "$bilge_self" ]; then
    bilge_why="\${bilge_here:-/} belongs to user $bilge_owned_by, not to root"
    return 1
  fi
  case $bilge_mode in
    4*) ;;
    *) if [ -n "$bilge_sticky" ]; then bilge_why="every user may write to \${bilge_here%/*}, where it lies"; return 1; fi ;;
  esac
  bilge_sticky=
  case $bilge_mode in
    a*)
      bilge_hop || return 1
      bilge_target=$(readlink -- "$bilge_at" 2>/dev/null) || bilge_target=
      case $bilge_target in
        '' | *"$bilge_newline"*) bilge_why="where the symbolic link $bilge_here leads cannot be told"; return 1 ;;
        /*) bilge_real= ;;
      esac
      bilge_rest=$bilge_target$bilge_rest
      return 0 ;;
    4*[13579bdf]? | 4*[2367abef])
      case $bilge_mode in
        4[2367abef]*) bilge_sticky=1 ;;
        *) bilge_why="others than root may write to \${bilge_here:-/}"; return 1 ;;
      esac ;;
    *[13579bdf]? | *[2367abef]) bilge_why="others than root may write to $bilge_here"; return 1 ;;
  esac
  case $bilge_mode:$bilge_rest in
    4*) ;;
    *:*[!/]*) bilge_gone=1; bilge_why="$bilge_here is no folder"; return 1 ;;
  esac
  bilge_real=$bilge_here
}
# shellcheck disable=SC2317,SC2329 # only what writes calls it
bilge_is_safe_to_make() {
  bilge_wanted=$1
  while ! bilge_is_safe "$bilge_wanted"; do
    # A link that leads nowhere is something that exists.
    [ -n "$bilge_gone" ] && [ ! -h "$bilge_wanted" ] && [ ! -e "$bilge_wanted" ] || return 1
    bilge_wanted=\${bilge_wanted%/*}
    [ -n "$bilge_wanted" ] || return 1
  done
}`;
