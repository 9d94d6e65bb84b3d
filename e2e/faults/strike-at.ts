import type { Plan } from '../../lib/domain/plan.ts';
import { scriptDigest } from '../../lib/runs/compile.ts';

/**
 * The script of a plan, made to be struck at its Nth boundary. A boundary is every place where something has just become true on the
 * host: journal lines were written, an effect was performed but not yet looked at, and the places inside an effect where it is half
 * done. The blow comes from inside the script because only there it hits the boundary and not its neighbourhood.
 */
export const faults = {
  'kill -9 of the run': 'kill -KILL $$',
  // The engine alone; its containers and containerd run on, and systemd starts it again after a moment.
  'kill -9 of dockerd': 'systemctl kill --signal=KILL --kill-who=main docker.service; sleep 0.2',
  'kill -9 of sshd':
    'systemctl kill --signal=KILL ssh.service; systemctl reset-failed ssh.service; systemctl restart ssh.service',
  'disk full': `fallocate -l "$(($(df -Pk -- "$data_root" | awk 'NR > 1 { print $(NF - 2) }') * 1024))" "$data_root/fill" 2>/dev/null
  dd if=/dev/zero of="$data_root/fill2" bs=64k 2>/dev/null; dd if=/dev/zero of="$data_root/fill3" bs=512 2>/dev/null`,
  // dockerd keeps files open for writing, so the filesystem as a whole cannot be remounted; the layers' folder can.
  'read-only':
    'mount --bind -- "$driver_directory" "$driver_directory" && mount -o remount,bind,ro -- "$driver_directory"',
} as const;
export type Fault = keyof typeof faults;

/** After it, the host is as it was: a person has made room, or mounted it again. */
export const repairs: Readonly<Record<Fault, string>> = {
  'kill -9 of the run': ':',
  'kill -9 of dockerd':
    'for n in $(seq 100); do docker version >/dev/null 2>&1 && break; systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service; sleep 0.1; done',
  'kill -9 of sshd': ':',
  'disk full': 'rm -f /var/lib/docker/fill /var/lib/docker/fill2 /var/lib/docker/fill3; sync -f /var/lib/docker',
  'read-only':
    'for at in /var/lib/docker/overlay2 /var/lib/docker/btrfs/subvolumes; do while mountpoint -q "$at" 2>/dev/null; do umount "$at" || break; done; done',
};

export function struckAt(plan: Plan, boundary: number, fault: Fault): Plan {
  const script = instrumented(plan.script, boundary, faults[fault]);
  return { ...plan, script, digest: scriptDigest(script) };
}

/** Lines of the script after which there is a boundary, and what it is called. */
const after: readonly (readonly [string, string])[] = [
  ['    "op_$2_perform" "$1"\n', 'performed'],
  ['  "$1" write_note\n', 'notes written'],
  ['  errors=$("$1" line_out | rename_lines 2>&1)\n', 'moved, links still there'],
  ['  "$1" restore_link\n', 'link made, not put back yet'],
  ['  errors=$("$1" line_restore | rename_lines 2>&1)\n', 'put back'],
  [
    '"$docker" -H "$docker_host" load 2>&1) || { failed "$1" "Docker did not take the layers up: $errors"; return; }\n',
    'taken up by the engine, not let go',
  ],
  ['  if docker_stop; then\n', 'Docker is down'],
  [
    '2>/dev/null || rm -rf -- "${layer_database:?}/mounts/$entry_name"\n',
    'record of the container gone, layers still there',
  ],
];

function instrumented(script: string, boundary: number, blow: string): string {
  const body = after.reduce(
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
}
commit() { commit_really || return 1; boundary journal; }
note() {`,
  );
}
