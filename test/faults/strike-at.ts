import type { Plan } from '../../lib/domain/plan.ts';
import { scriptDigest } from '../../lib/runs/compile.ts';

/**
 * The script of a plan, made to be struck at its Nth boundary. A boundary is every place where something has just become true on the
 * host: journal lines were written, an effect was performed but not yet looked at, and the places inside an effect where it is half
 * done. The blow comes from inside the script because only there it hits the boundary and not its neighbourhood.
 */
export const faults = [
  'kill -9 of the run',
  'kill -9 of dockerd',
  'kill -9 of sshd',
  'disk full',
  'read-only',
] as const;
/** Of moves alone, whose every moment may be the last one before a reboot (test/faults/migrations.host.test.ts). */
export const powerCut = 'power cut of the host';
/** The copy dies half way, of nothing that it says. */
export const copyDies = 'rsync dies';
/** Docker cannot start on the data root that was copied: the way back is the run's own. */
export const newRootBroken = 'Docker does not start there';
export type Fault = (typeof faults)[number] | typeof powerCut | typeof copyDies | typeof newRootBroken;

/** Data roots that moves of the ring lead to. */
const secondRoots = '/mnt/second/docker /mnt/second/docker-image';

/** `folder` is where the action writes: its filesystem is filled, and it alone becomes read-only. */
const blows: Readonly<Record<Fault, (folder: string) => string>> = {
  'kill -9 of the run': () => 'kill -KILL $$',
  // The engine alone; its containers and containerd run on, and systemd starts it again after a moment.
  'kill -9 of dockerd': () => 'systemctl kill --signal=KILL --kill-who=main docker.service; sleep 0.2',
  'kill -9 of sshd': () =>
    'systemctl kill --signal=KILL ssh.service; systemctl reset-failed ssh.service; systemctl restart ssh.service',
  'disk full': (folder) => `full=$(df -Pk -- '${folder}' | awk 'NR > 1 { print $NF }')
  fallocate -l "$(($(df -Pk -- "$full" | awk 'NR > 1 { print $(NF - 2) }') * 1024))" "$full/fill" 2>/dev/null
  dd if=/dev/zero of="$full/fill2" bs=64k 2>/dev/null; dd if=/dev/zero of="$full/fill3" bs=512 2>/dev/null`,
  // dockerd keeps files open for writing, so the filesystem as a whole cannot be remounted. A mount of the folder over itself can, and
  // whoever opens a path below it from now on, dockerd too, meets a read-only filesystem.
  'read-only': (folder) => `mount --bind -- '${folder}' '${folder}' && mount -o remount,bind,ro -- '${folder}'`,
  // The run stands still there until the host is gone (FaultHost.struck).
  [powerCut]: () => 'kill -STOP $$',
  // From then on every rsync copies the small files and is gone.
  [copyDies]: () => `mv /usr/bin/rsync /usr/bin/rsync.whole
  printf '%s\\n' '#!/bin/sh' 'rsync.whole --max-size=2k "$@"' 'kill -KILL $$' >/usr/bin/rsync; chmod 755 /usr/bin/rsync`,
  // As a damaged copy would: dockerd ends at once.
  [newRootBroken]: () => `for broken in ${secondRoots}; do
    if [ -e "$broken/volumes/metadata.db" ]; then cp -a "$broken/volumes/metadata.db" /root/metadata.db; echo broken >"$broken/volumes/metadata.db"; fi
  done`,
};

/** After it, the host is as it was: a person has made room, mounted it again, and started Docker where it could not start. */
const dockerAgain =
  'for n in $(seq 100); do docker version >/dev/null 2>&1 && break; systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service; sleep 0.1; done';
export const repairs: Readonly<Record<Fault, (folder: string) => string>> = {
  // Nobody starts Docker by hand here: a run that is killed while Docker is down has it started again by itself.
  'kill -9 of the run': () =>
    'for n in $(seq 300); do docker version >/dev/null 2>&1 && exit 0; sleep 0.2; done; echo "Docker did not come back by itself" >&2; exit 1',
  'kill -9 of dockerd': () => dockerAgain,
  'kill -9 of sshd': () => ':',
  'disk full': (folder) => `full=$(df -Pk -- '${folder}' | awk 'NR > 1 { print $NF }')
rm -f -- "$full/fill" "$full/fill2" "$full/fill3"; sync -f -- "$full"; ${dockerAgain}`,
  // Only a mount that is read-only itself is ours; what was mounted there before stays.
  'read-only': (folder) =>
    `while awk '$5 == "${folder}" && $6 ~ /^ro/ { ours = 1 } END { exit !ours }' /proc/self/mountinfo; do umount -l '${folder}' || break; done; ${dockerAgain}`,
  [powerCut]: () => ':',
  [copyDies]: () => 'if [ -e /usr/bin/rsync.whole ]; then mv /usr/bin/rsync.whole /usr/bin/rsync; fi',
  [newRootBroken]: () => `for broken in ${secondRoots}; do
  if [ -e /root/metadata.db ] && [ -e "$broken/volumes/metadata.db" ]; then cp -a /root/metadata.db "$broken/volumes/metadata.db"; fi
done; rm -f /root/metadata.db`,
};

export function struckAt(plan: Plan, boundary: number, fault: Fault, folder: string): Plan {
  const script = instrumented(plan.script, boundary, blows[fault](folder));
  return { ...plan, script, digest: scriptDigest(script) };
}

/** Lines of the script after which there is a boundary, and what it is called. */
export const boundariesAfter: readonly (readonly [string, string])[] = [
  ['    "op_$2_perform" "$1"\n', 'performed'],
  ['  "$1" write_note\n', 'notes written'],
  ['  errors=$("$1" line_out | rename_lines 2>&1)\n', 'moved, links still there'],
  ['  "$1" restore_link\n', 'link made, not put back yet'],
  ['  errors=$("$1" line_restore | rename_lines 2>&1)\n', 'put back'],
  [
    '"$docker" -H "$docker_host" load 2>&1) || { failed "$1" "Docker did not adopt the layers: $errors"; return; }\n',
    'adopted by the engine, not released',
  ],
  ['  if expect_docker_down && docker_stop; then\n', 'Docker is down'],
  [
    '  if ! docker_stop; then failed "$1" "Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr \'\\n\' \' \')"; fi\n',
    'Docker is down',
  ],
  [
    '2>/dev/null || rm -rf -- "${layer_database:?}/mounts/$entry_name"\n',
    'record of the container gone, layers still there',
  ],
  ['  dead_errors=$(dead_pair "$2" | rename_lines 2>&1)\n', 'record gone, both layers moved, not yet looked at'],
  [
    '"$2.bilge-new could not be written; is the disk full or read-only?"; return; fi\n',
    'new configuration beside the old one',
  ],
  ['could not be deleted: $errors"; return; }\n', 'records of the store gone, its layers still there'],
  ['  rm -f -- "$record/copier"\n', 'copied, not yet compared'],
  [
    '  if ! docker_stop; then stop_problem="Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr \'\\n\' \' \')"; return; fi\n',
    'Docker is down',
  ],
  ['  sync "$drop_in.new" 2>/dev/null || sync\n', 'drop-in beside its place'],
  [
    '  image_errors=$(new_image_file "$1" "$4") || { image_errors=${image_errors:-"$1 could not be made"}; return; }\n',
    'image made, not in the record',
  ],
  [
    '  image_errors=$(make_filesystem "$3" "$loop" 2>&1) || { image_errors="mkfs.$3: $image_errors"; return; }\n',
    'filesystem in the image',
  ],
  ['"the units could not be written to $units"; return; }\n', 'units written, not mounted'],
  ['  chmod 711 "$2"\n', 'image mounted, not in the record'],
  [
    '  grow_errors=$(losetup -c "$loop" 2>&1) || { grow_errors="the loop device did not take the new size: $grow_errors"; return; }\n',
    'image larger, its filesystem not yet',
  ],
];

function instrumented(script: string, boundary: number, blow: string): string {
  const body = boundariesAfter.reduce(
    (text, [anchor, name]) => text.replaceAll(anchor, () => `${anchor}boundary '${name}'\n`),
    script,
  );
  return body.replace('\ncommit() {\n', '\ncommit_really() {\n').replace(
    '\nnote() {',
    () => `
boundary_number=0
boundary() {
  boundary_number=$((boundary_number + 1))
  printf '%s %s\\n' "$boundary_number" "$1" >"$run_directory/boundary"
  if [ "$boundary_number" -eq ${boundary} ]; then
    printf '%s %s\\n' "$boundary_number" "$1" >"$run_directory/struck"
    ${blow}
  fi
  # What the blow's last command says of itself is not what becomes of the journal.
  return 0
}
commit() { commit_really || return 1; boundary journal; }
note() {`,
  );
}
