import { sh } from '../../shell/sh.ts';
import { parseXfsFormats } from '../parsers/kernel/xfs-formats.ts';
import type { Collector } from './collector.ts';

/** Was the data root's xfs made with ftype? xfs_info asks the mounted filesystem and needs no root. Not on xfs: known, and none. */
const xfsFormats: Collector<'xfsFormats'> = {
  id: 'xfsFormats',
  limitSeconds: 10,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the kind of file system cannot be told."
if [ "$("$BILGE_STAT" -f -c %t "$BILGE_ROOT")" != 58465342 ]; then bilge_part none; exit 0; fi
command -v xfs_info >/dev/null 2>&1 || bilge_no_tool "The data root is on xfs, but there is no xfs_info to ask how it was made."
# xfs_info takes a mount point, not a directory below it ("is not a mounted XFS filesystem", xfsprogs 6.1).
point=$(df -P "$BILGE_ROOT" | sed -n '2s|.*% \(/.*\)$|\1|p')
bilge_part info; xfs_info "\${point:-$BILGE_ROOT}"`,
  parse(output, context) {
    const info = output.optional('info');
    if (info !== null) return parseXfsFormats(info, context.host.dataRoot ?? '');
    output.part('none');
    return [];
  },
};
export default xfsFormats;
