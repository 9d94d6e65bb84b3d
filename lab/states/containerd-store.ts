import type { LabHost } from '../lab.ts';

/** What containerd itself says it has, asked through its socket by its own client: nothing here reads a database. */

export async function leaseIds(host: LabHost, namespace = 'moby'): Promise<string[]> {
  const { stdout } = await host.exec('ctr -n "$1" leases ls -q', { args: [namespace] });
  return stdout.split('\n').filter(Boolean).sort();
}

/** Leases with a container's id as theirs, of which Docker's data root has no folder. */
export async function ownerlessLeases(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(
    `ctr -n moby leases ls -q | grep -E '^[0-9a-f]{64}$' | while read -r id; do
       [ -d "/var/lib/docker/containers/$id" ] || echo "$id"
     done`,
  );
  return stdout.split('\n').filter(Boolean).sort();
}

/** `snapshot NAMESPACE SNAPSHOTTER KEY` and `content NAMESPACE DIGEST` of everything in every namespace. */
export async function storedObjects(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(
    `for space in $(ctr namespaces ls -q); do
       ctr -n "$space" content ls -q | sed "s|^|content $space |"
       for snapshotter in overlayfs btrfs native; do
         ctr -n "$space" snapshots --snapshotter "$snapshotter" ls 2>/dev/null | tail -n +2 | sed 's| *\\(Committed\\|Active\\|View\\) *$||' |
           sed -E 's|^(extract-[^ ]+ [^ ]+\\|[^ ]+).*|\\1|' | sed "s|^|snapshot $space $snapshotter |"
       done
     done`,
    { timeoutMs: 120_000 },
  );
  return stdout.split('\n').filter(Boolean).sort();
}

/** Lets containerd collect, and waits until it has: the removal of a lease with `--sync` answers after the collection. */
export async function collectNow(host: LabHost): Promise<void> {
  await host.exec(
    `id="lab-$(date +%s%N)"
     ctr -n moby leases create --id "$id" >/dev/null
     ctr -n moby leases rm --sync "$id" >/dev/null`,
  );
}
