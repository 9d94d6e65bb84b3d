import { type Sh, sh } from '../sh.ts';

/**
 * The root of the containerd to which this Docker talks (docs/reference/containerd-on-disk.md#where-it-lies). Which folder exists proves
 * nothing: one start without the system's containerd leaves `ROOT/containerd/daemon` behind. So the running process is asked: it is the
 * host's own by the rules of dockerd-processes.ts (its name only makes it a candidate), and it is dockerd's child, or it listens on the socket
 * that dockerd was told, or is dockerd itself. Its root is where the database lies that it holds open; else what it was told.
 *
 * Runs after find-data-root.ts, whose functions it uses.
 *
 * BILGE_CONTAINERD_ROOT   the root; empty where it cannot be told
 * BILGE_CONTAINERD_FOUND  process: its open database · arguments: what that process was told · place: no process told it, and one place has
 *                         a store or is configured. Nothing may be proven from a place.
 * BILGE_CONTAINERD_PID    of that process, for the first two
 * BILGE_CONTAINERD_ENGINE process id of the dockerd that uses it, for the first two
 * BILGE_CONTAINERD_WHY    why it cannot be told
 * BILGE_CONTAINERD_UNUSED other stores, one a line, that no running containerd has open: what a switch between the system's containerd and
 *                         dockerd's own leaves, or a moved root
 */
const containerdProcess: Sh = sh`bilge_proc=/proc
bilge_usual_socket=/run/containerd/containerd.sock
bilge_etc=/etc/containerd/config.toml
bilge_usual_root=/var/lib/containerd
bilge_database_path=io.containerd.metadata.v1.bolt/meta.db
# bilge_word_of PID NAME...: sets bilge_value to the value of the first of these options of that process, in the order of the names
bilge_word_of() {
  bilge_of=$1; shift
  for bilge_name in "$@"; do
    bilge_value=$(tr '\0' '\n' <"$bilge_proc/$bilge_of/cmdline" 2>/dev/null |
      sed -n -e "s|^$bilge_name=||p" -e "/^$bilge_name\$/{n;p;}" | head -n 1)
    [ -z "$bilge_value" ] || return 0
  done
  return 1
}
# bilge_toml_string FILE KEY: sets bilge_value to that string above the first table. containerd 2.x writes single quotes, where nothing
# is escaped; a text that needs an escape is not understood, and so is a file that gathers others.
bilge_toml_string() {
  bilge_value=$(sed -n -e '/^[[:space:]]*\[/q' \
    -e "s|^[[:space:]]*$2[[:space:]]*=[[:space:]]*'\\([^']*\\)'.*|\\1|p" \
    -e "s|^[[:space:]]*$2[[:space:]]*=[[:space:]]*\"\\([^\"\\\\]*\\)\".*|\\1|p" "$1" 2>/dev/null | head -n 1)
  [ -n "$bilge_value" ]
}
# Also what lies below the process's own root directory; bilge_value is the path that it knows it by.
bilge_configured_containerd() { # FILE
  if ! bilge_is_safe "$1" || [ ! -f "$bilge_below$bilge_real" ]; then
    [ -z "$bilge_gone" ] || { bilge_why=; return 1; }
    bilge_why="$1 was not read: \${bilge_why:-it is no file}"
    return 1
  fi
  bilge_why=
  # Anything but an empty list on the same line: a list may go on below.
  if grep "^[[:space:]]*[\"']\{0,1\}imports[\"']\{0,1\}[[:space:]]*=" "$bilge_below$bilge_real" 2>/dev/null | grep -qv '=[[:space:]]*\[[[:space:]]*\][[:space:]]*$'; then
    bilge_why="$1 gathers other files, which may name another root"
    return 1
  fi
  bilge_toml_string "$bilge_below$bilge_real" root
}
# Sets bilge_value to the root whose database that process holds open; bilge_why where it is deleted.
bilge_open_store() { # PID
  # shellcheck disable=SC2012 # the target of each link; a name with a newline leads nowhere
  bilge_value=$(ls -l "$bilge_proc/$1/fd/" 2>/dev/null | sed -n 's|^.* -> \(/.*\)/io\.containerd\.metadata\.v1\.bolt/meta\.db\( (deleted)\)\{0,1\}$|\1\2|p' | head -n 1)
  case $bilge_value in
    '') return 1 ;;
    *' (deleted)') bilge_why="process $1 works on a database of containerd that was deleted"; return 2 ;;
  esac
}
bilge_listens_on() { # PID ADDRESS
  case $2 in unix://*) set -- "$1" "\${2#unix://}" ;; esac
  bilge_inodes=$(awk -v path="$2" '$4 == "00010000" && ($8 == path || "/var" $8 == path || $8 == "/var" path) { printf " socket:[%s] ", $7 }' "$bilge_proc/net/unix" 2>/dev/null)
  [ -n "$bilge_inodes" ] || return 1
  # shellcheck disable=SC2012 # of numbers only
  for bilge_each in $(ls -l "$bilge_proc/$1/fd/" 2>/dev/null | awk '$NF ~ /^socket:/ { print $NF }'); do
    case $bilge_inodes in *" $bilge_each "*) return 0 ;; esac
  done
  return 1
}
bilge_is_child_of() { # PID PARENT
  while read -r bilge_key bilge_value _; do
    case $bilge_key in PPid:) [ "$bilge_value" = "$2" ]; return ;; esac
  done 2>/dev/null <"$bilge_proc/$1/status"
  return 1
}
# Sets bilge_candidates: processes of that name that are this host's own.
bilge_find_containerds() {
  bilge_candidates=
  for bilge_file in "$bilge_proc"/[0-9]*/comm; do
    bilge_name=
    { IFS= read -r bilge_name <"$bilge_file"; } 2>/dev/null
    case $bilge_name in containerd | docker-containe) ;; *) continue ;; esac
    bilge_file=\${bilge_file#"$bilge_proc/"}; bilge_file=\${bilge_file%/comm}
    bilge_is_dockerd "$bilge_file" "$bilge_self" && bilge_candidates="$bilge_candidates $bilge_file"
  done
}
# Sets bilge_partner to the containerd of that dockerd.
bilge_containerd_of() { # DOCKERD
  bilge_partner=
  # Embedded: it holds the database itself.
  if bilge_open_store "$1"; then bilge_partner=$1; return 0; fi
  bilge_address=
  if bilge_word_of "$1" --containerd -containerd; then bilge_address=$bilge_value
  else
    for bilge_process in $bilge_candidates; do
      if bilge_is_child_of "$bilge_process" "$1"; then bilge_partner=$bilge_process; return 0; fi
    done
    bilge_word_of "$1" --config-file || bilge_value=/etc/docker/daemon.json
    bilge_below=$bilge_proc/$1/root
    bilge_address=
    if bilge_is_safe "$bilge_value" && [ -f "$bilge_below$bilge_real" ]; then
      bilge_address=$(tr '\n' ' ' <"$bilge_below$bilge_real" 2>/dev/null | sed -n 's|.*"containerd"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*|\1|p')
    fi
    bilge_below=
    bilge_address=\${bilge_address:-$bilge_usual_socket}
  fi
  for bilge_process in $bilge_candidates; do
    bilge_listens_on "$bilge_process" "$bilge_address" || continue
    [ -z "$bilge_partner" ] || { bilge_partner=; bilge_why="two processes listen on $bilge_address"; return 1; }
    bilge_partner=$bilge_process
  done
  [ -n "$bilge_partner" ] && return 0
  bilge_why="which process answers dockerd (process $1) at $bilge_address cannot be told"
  return 1
}
# Sets bilge_store and bilge_found of a containerd.
bilge_store_of() { # PID
  bilge_store=; bilge_found=; bilge_why=
  bilge_open_store "$1"
  case $? in
    0) bilge_store=$bilge_value; bilge_found=process ;;
    2) return 1 ;;
    *)
      if ! bilge_word_of "$1" --root -root; then
        bilge_word_of "$1" --config -config -c || bilge_value=$bilge_etc
        bilge_below=$bilge_proc/$1/root
        bilge_configured_containerd "$bilge_value" || bilge_value=
        bilge_below=
        [ -z "$bilge_why" ] || return 1
      fi
      bilge_store=\${bilge_value:-$bilge_usual_root}; bilge_found=arguments ;;
  esac
  if [ "$bilge_proc/$1/root$bilge_store/." -ef "$bilge_store/." ]; then return 0; fi
  # Only root can compare what another process sees.
  [ "$bilge_self" != 0 ] && [ -d "$bilge_store" ] && return 0
  bilge_why="process $1 works on $bilge_store, which is another directory here"
  bilge_store=
  return 1
}
bilge_works_on() { # DOCKERD PATH
  bilge_word_of "$1" --data-root --graph -g || bilge_value=
  [ -n "$bilge_value" ] || { bilge_json_string "$(bilge_argument "$1" --config-file || printf /etc/docker/daemon.json)" data-root graph || bilge_value=/var/lib/docker; }
  if [ "$bilge_value/." -ef "$2/." ]; then return 0; fi
  # With userns-remap the data root is <uid>.<gid> below the configured one.
  case \${2##*/} in *[!0-9.]* | '') return 1 ;; *) [ "$bilge_value/." -ef "\${2%/*}/." ] ;; esac
}`;

export const setContainerdRoot: Sh = sh.lines(
  containerdProcess,
  sh`bilge_set_containerd_root() {
  BILGE_CONTAINERD_ROOT=; BILGE_CONTAINERD_FOUND=; BILGE_CONTAINERD_PID=; BILGE_CONTAINERD_WHY=; BILGE_CONTAINERD_ENGINE=
  bilge_find_dockerds "$bilge_self"
  bilge_ours=
  for bilge_daemon in $bilge_dockerds; do
    if [ "$bilge_proc/$bilge_daemon/root/." -ef /. ] || [ "$bilge_self" != 0 ]; then bilge_ours="$bilge_ours $bilge_daemon"; fi
  done
  case $bilge_ours in
    ' '*' '*)
      bilge_each=
      for bilge_daemon in $bilge_ours; do
        if bilge_works_on "$bilge_daemon" "\${BILGE_ROOT:-/nowhere}"; then bilge_each="$bilge_each $bilge_daemon"; fi
      done
      [ -z "$bilge_each" ] || bilge_ours=$bilge_each
  esac
  bilge_why=
  bilge_find_containerds
  for bilge_daemon in $bilge_ours; do
    bilge_why=
    if ! bilge_containerd_of "$bilge_daemon" || ! bilge_store_of "$bilge_partner"; then BILGE_CONTAINERD_WHY=$bilge_why; BILGE_CONTAINERD_ROOT=; break; fi
    bilge_value=$(bilge_resolve "$bilge_store")
    if [ -n "$BILGE_CONTAINERD_ROOT" ] && [ "$BILGE_CONTAINERD_ROOT" != "$bilge_value" ]; then
      BILGE_CONTAINERD_WHY="several Docker daemons run here, with stores of containerd in $BILGE_CONTAINERD_ROOT and $bilge_value"
      BILGE_CONTAINERD_ROOT=; break
    fi
    BILGE_CONTAINERD_ROOT=$bilge_value; BILGE_CONTAINERD_FOUND=$bilge_found; BILGE_CONTAINERD_PID=$bilge_partner; BILGE_CONTAINERD_ENGINE=$bilge_daemon
  done
  [ -z "$BILGE_CONTAINERD_ROOT" ] || return 0
  BILGE_CONTAINERD_FOUND=place; BILGE_CONTAINERD_PID=; BILGE_CONTAINERD_ENGINE=
  if bilge_configured_containerd "$bilge_etc"; then bilge_store=$bilge_value; else bilge_store=$bilge_usual_root; fi
  # A place where no daemon runs, or whose daemon cannot be told: with two stores either may be the one.
  if [ -n "$BILGE_ROOT" ] && [ -e "$BILGE_ROOT/containerd/daemon/$bilge_database_path" ]; then
    if [ -e "$bilge_store/$bilge_database_path" ]; then
      BILGE_CONTAINERD_FOUND=
      BILGE_CONTAINERD_WHY="there are two stores of containerd, $bilge_store and $BILGE_ROOT/containerd/daemon, and \${BILGE_CONTAINERD_WHY:-no running dockerd tells which is used}"
      return 0
    fi
    bilge_store=$BILGE_ROOT/containerd/daemon
  fi
  BILGE_CONTAINERD_ROOT=$(bilge_resolve "$bilge_store")
}
# Only what is safe: a store that another user laid out would be shown as Docker's.
bilge_set_unused_containerds() {
  BILGE_CONTAINERD_UNUSED=
  bilge_open=$bilge_newline
  for bilge_process in $bilge_candidates $bilge_dockerds; do
    bilge_open_store "$bilge_process" && bilge_open=$bilge_open$(bilge_resolve "$bilge_value")$bilge_newline
  done
  bilge_configured_containerd "$bilge_etc" || bilge_value=$bilge_usual_root
  for bilge_store in "$bilge_value" "$bilge_usual_root" "\${BILGE_ROOT:-/nowhere}/containerd/daemon"; do
    if ! bilge_is_safe "$bilge_store" || [ ! -f "$bilge_real/$bilge_database_path" ]; then continue; fi
    bilge_store=$(bilge_resolve "$bilge_store")
    case $bilge_open$BILGE_CONTAINERD_ROOT$bilge_newline$BILGE_CONTAINERD_UNUSED in *"$bilge_newline$bilge_store$bilge_newline"*) continue ;; esac
    BILGE_CONTAINERD_UNUSED=$BILGE_CONTAINERD_UNUSED$bilge_newline$bilge_store$bilge_newline
  done
}
bilge_set_containerd_root
# Without a process that tells which one is used, none is unused.
if [ "$BILGE_CONTAINERD_FOUND" = process ]; then bilge_set_unused_containerds; else BILGE_CONTAINERD_UNUSED=; fi
export BILGE_CONTAINERD_UNUSED
export BILGE_CONTAINERD_ROOT BILGE_CONTAINERD_FOUND BILGE_CONTAINERD_PID BILGE_CONTAINERD_WHY BILGE_CONTAINERD_ENGINE`,
);
