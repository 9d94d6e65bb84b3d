import { sh } from '../../shell/sh.ts';

/**
 * What tells whether this data root was in use when a lease was made (docs/reference/containerd-on-disk.md#was-this-data-root-in-use), and how
 * the store is reached. Part of the containerd section.
 *
 * The starts of dockerd are those of its unit in systemd's journal, by the message id that stands for "starting" in every language. A
 * start that is missing among them would make two data roots look like one, so an answer with anything else in it than times is dropped whole.
 */
export const containerdSurroundings = sh`folders="/etc/systemd/system /run/systemd/system /run/systemd/generator /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system"
if [ -n "$BILGE_CONTAINERD_PID" ]; then
  bilge_part sockets
  # shellcheck disable=SC2012 # of numbers only
  inodes=" $(ls -l "/proc/$BILGE_CONTAINERD_PID/fd/" 2>/dev/null | awk '$NF ~ /^socket:/ { gsub(/[^0-9]/, "", $NF); printf "%s ", $NF }')"
  INODES=$inodes awk '$4 == "00010000" && $8 ~ /^\// && index(ENVIRON["INODES"], " " $7 " ") { print $8 }' /proc/net/unix 2>/dev/null
fi
unit=
if [ -n "\${BILGE_CONTAINERD_ENGINE:-}" ]; then
  unit=$(sed -n 's|^.*/\([A-Za-z0-9:_.@\\-]*\.service\)$|\1|p' "/proc/$BILGE_CONTAINERD_ENGINE/cgroup" 2>/dev/null | head -n 1)
fi
if [ -n "$unit" ] && command -v journalctl >/dev/null 2>&1 && command -v timeout >/dev/null 2>&1; then
  if starts=$(timeout 10 journalctl -q --no-pager -n 5000 -o short-unix _PID=1 "UNIT=$unit" MESSAGE_ID=7d4958e842da4a758f6c1cdc7b36dcc5 2>&1); then
    bilge_part starts; printf '%s\n' "$starts"
  fi
fi
bilge_part mountUnits
for folder in $folders; do
  for file in "$folder"/*.mount "$folder"/*.automount; do
    if [ -f "$file" ] && [ -r "$file" ]; then sed -n 's/^[[:space:]]*Where[[:space:]]*=[[:space:]]*//p' "$file"; fi
  done
done
bilge_part engines
for folder in $folders; do
  for file in $(grep -ls '^[[:space:]]*ExecStart[[:space:]]*=.*dockerd' "$folder"/*.service 2>/dev/null); do
    file=$(readlink -f "$file" 2>/dev/null) || continue
    if [ "\${file##*/}" != "$unit" ]; then printf '%s\n' "\${file##*/}"; fi
  done
done
`;
