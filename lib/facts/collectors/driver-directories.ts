import { sh } from '../../shell/sh.ts';
import { parseDriverDirectories } from '../parsers/docker/driver-directories.ts';
import type { Collector } from './collector.ts';
import { layerFolders, needsGraphDriver } from './driver-layout.ts';

/**
 * Every entry of the driver's directory, and for overlay2 and its likes which entries each one stands on (`lower`).
 *
 * These are read before Docker's records: an entry that appears later cannot become a candidate, and one whose record appears
 * later is still covered by the birth gate.
 */
const driverDirectories: Collector<'driverDirectories'> = {
  id: 'driverDirectories',
  limitSeconds: 60,
  gzip: true,
  stamped: true,
  appliesTo: needsGraphDriver,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ -n "$BILGE_DRIVER" ] || bilge_missing "The storage driver is unknown without the Engine: image/ holds none or several."
folder=
case $BILGE_DRIVER in
${Object.entries(layerFolders).map(([driver, folder]) => sh`${driver}) folder=${folder} ;;`)}
*) bilge_missing "The layout of the storage driver $BILGE_DRIVER is unknown." ;;
esac
# An engine makes it with its first layer: nothing there, and Docker's own records beside it, is known and empty.
if [ ! -e "$BILGE_ROOT/$folder" ] && [ ! -L "$BILGE_ROOT/$folder" ] && [ -r "$BILGE_ROOT/image/$BILGE_DRIVER/layerdb" ]; then
  case $BILGE_DRIVER in
    btrfs | vfs)
      bilge_part driver; printf '%s\0' "$BILGE_DRIVER" "$BILGE_ROOT/$folder"
      bilge_part entries; exit 0 ;;
  esac
fi
bilge_enter "$BILGE_ROOT/$folder"
bilge_part driver; printf '%s\0' "$BILGE_DRIVER" "$(pwd -P)"
# link and lower are written once, when a layer is made. btrfs' births come from another listing, so it is read each time.
case $BILGE_DRIVER in overlay2 | fuse-overlayfs | vfs) bilge_stamp . l ;; esac
bilge_part entries; bilge_stat_find . -mindepth 1 -maxdepth 1
case $BILGE_DRIVER in
  overlay2 | fuse-overlayfs)
    bilge_part files; bilge_read_in 'link lower' . -mindepth 1 -maxdepth 1
    bilge_part links
    if [ ! -d l ]; then :
    elif [ "$BILGE_FIND_KIND" = gnu ]; then "$BILGE_FIND" ./l -mindepth 1 -maxdepth 1 -type l -printf 'l %f -> %l\n'
    else ls -ln ./l/
    fi ;;
  overlay) bilge_part files; bilge_read_find . -mindepth 2 -maxdepth 2 -name lower-id ;;
  aufs) if cd ..; then bilge_part layers; bilge_read_find ./layers -mindepth 1 -maxdepth 1; fi ;;
  zfs) bilge_part origins; zfs list -H -r -d 1 -t filesystem -o name,origin "$(zfs list -H -o name "$BILGE_ROOT")" ;;
esac`,
  parse: (output, context) =>
    parseDriverDirectories(output, { btrfs: context.section('btrfs'), mounts: context.section('mounts') }),
};
export default driverDirectories;
