import { sh } from '../../shell/sh.ts';
import { parseStorageQuotas } from '../parsers/kernel/storage-quotas.ts';
import type { Collector } from './collector.ts';

/** Limits that end writes before the disk is full: btrfs quota groups with a limit, xfs project quotas. Read only where they are on. */
const storageQuotas: Collector<'storageQuotas'> = {
  id: 'storageQuotas',
  limitSeconds: 10,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the kind of file system cannot be told."
case $("$BILGE_STAT" -f -c %t "$BILGE_ROOT") in
  9123683e)
    [ "$BILGE_UID" = 0 ] || bilge_denied "btrfs tells about its quotas only to root."
    command -v btrfs >/dev/null 2>&1 || bilge_no_tool "There is no btrfs command to ask about quotas."
    if shown=$(btrfs qgroup show --raw -re "$BILGE_ROOT" 2>/dev/null); then bilge_part qgroups; printf '%s\n' "$shown"
    else bilge_part none; fi ;;
  58465342)
    if ! grep -qE ' xfs .*(prjquota|pquota)' /proc/self/mountinfo; then bilge_part none; exit 0; fi
    [ "$BILGE_UID" = 0 ] || bilge_denied "xfs tells about project quotas only to root."
    command -v xfs_quota >/dev/null 2>&1 || bilge_no_tool "Project quotas are on, but there is no xfs_quota to ask about them."
    bilge_part projects; xfs_quota -x -c 'report -p -b -N' "$BILGE_ROOT" ;;
  *) bilge_part none ;;
esac`,
  parse: (output) => parseStorageQuotas(output),
};
export default storageQuotas;
