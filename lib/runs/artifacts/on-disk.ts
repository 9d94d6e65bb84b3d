import type { HostArtifact } from '../../domain/host-artifact.ts';
import type { HostSession } from '../../domain/session.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { artifactOnDisk } from './artifact-words.ts';
import { isLive, unfinished } from './is-live.ts';

/**
 * What runs and the helper leave on a host (host artifacts): what every op declares as `leaves`, and the run directories. Found only by the
 * names that Bilge gives, and deleted only if it is Bilge's own working material. Quarantined layers, snapshots and copies of
 * configuration are user data: they are listed with how to delete or restore them.
 */
export interface LookPlaces {
  /** resolved; null = unknown, then its contents are not listed */
  dataRoot: string | null;
  runRoots: readonly string[];
  /** `/etc/docker/daemon.json`, wherever the platform has it */
  configurations: readonly string[];
}

const moreRoots = ['/run/bilge', '/var/run/bilge'];

export async function artifactsOnDisk(session: HostSession, places: LookPlaces): Promise<HostArtifact[]> {
  const roots = [...new Set([...places.runRoots, ...moreRoots])];
  const script = sh`LC_ALL=C
tab=$(printf '\t')
${safePaths}
${isLive}
say() { # KIND PATH [MORE]
  case $2 in *"$tab"*) return 0 ;; esac
  printf '%s\t%s\t%s\n' "$1" "$2" "\${3:-}"
}
for root in ${roots}; do
  [ -d "$root/runs" ] || continue
  if ! bilge_is_safe "$root/runs"; then say unsafe-runs "$root/runs" "$bilge_why"; continue; fi
  for directory in "$root"/runs/run_*; do
    if [ ! -d "$directory" ] || [ -h "$directory" ]; then continue; fi
    if is_live "$directory"; then say live-run "$directory"; else say run-directory "$directory"; fi
  done
done
for root in ${roots}; do
  for record in "$root"/migrations/run_*; do
    if [ -f "$record/facts" ] && bilge_is_safe "$record/facts"; then say migration "$record" "$(sed -n 's/^from=//p; s/^to=//p' "$record/facts" | tail -n 2 | tr '\n' ' ')"; fi
  done
done
for root in ${roots}; do
  for record in "$root"/image-backups/run_*; do
    if [ -f "$record" ] && bilge_is_safe "$record"; then say image-backup "$record" "$(sed -n 's/^folder //p' "$record")"; fi
  done
done
if [ -f /etc/systemd/system/docker.service.d/bilge-data-root.conf ]; then say drop-in /etc/systemd/system/docker.service.d/bilge-data-root.conf; fi
for root in /run /var/run; do
  if [ -d "$root/bilge.lock" ] && [ ! -h "$root" ] && bilge_is_safe "$root/bilge.lock"; then say lock "$root/bilge.lock"; fi
done
for configuration in ${places.configurations}; do
  for copy in "$configuration".bilge-run_*; do if [ -f "$copy" ]; then say configuration-copy "$copy"; fi; done
done
data_root=${places.dataRoot ?? ''}
if [ -n "$data_root" ] && [ -d "$data_root" ]; then
  for driver in overlay2 fuse-overlayfs btrfs vfs; do
    for entry in "$data_root/$driver/.bilge-quarantine"/*.set-aside; do
      if [ -e "$entry" ]; then say quarantine-entry "$entry" "$(sed -n 's/^link=//p' "$entry.note" 2>/dev/null | head -n 1)"; fi
    done
  done
  for snapshot in "$data_root/.bilge-snapshots"/*; do if [ -d "$snapshot" ]; then say snapshot "$snapshot"; fi; done
fi
echo looked`;
  const output = await session.read(asReadScript(script), { timeoutMs: 60_000, maxBytes: 4 * 1024 * 1024 });
  const lines = output.stdout.toString('utf8').split('\n');
  if (lines.at(-2) !== 'looked') throw unfinished('looking for host artifacts', output);
  return lines.slice(0, -2).map((line) => {
    const [kind = '', where = '', more = ''] = line.split('\t');
    return artifactOnDisk(kind, where, more);
  });
}
