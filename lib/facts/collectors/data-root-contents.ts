import { type Sh, sh } from '../../shell/sh.ts';
import { layerFolders } from './driver-layout.ts';

/**
 * For data roots other than the Engine's own, from inside: `bilge_contents KEY` says what the folder it stands in is and what it holds,
 * by names only. It needs bilge_part and what the scan exports, so that it also runs in a mount namespace of its own.
 *
 * `bilge_is_root` tells a data root by what every dockerd makes at its start; nothing is concluded from it but that it is worth telling.
 */
export const dataRootContents: Sh = sh`bilge_is_root() { [ -d containers ] && [ -d volumes ] && { [ -d image ] || [ -d buildkit ] || [ -d containerd ] || [ -e engine-id ]; }; }
bilge_contents() {
  bilge_part "root:$1"; "$BILGE_STAT" -c '%d %i %Y' .
  bilge_part "engineId:$1"; if [ -f engine-id ] && [ -r engine-id ]; then head -c 200 engine-id; fi
  bilge_part "drivers:$1"
  for driver in ${Object.entries(layerFolders).map(([driver, folder]) => `${driver}:${folder}`)}; do
    folder=\${driver#*:}; number=0
    for entry in "$folder"/*; do if [ -e "$entry" ] && [ "$entry" != "$folder/l" ]; then number=1; break; fi; done
    [ "$number" = 0 ] || printf '%s\n' "\${driver%%:*}"
  done
  bilge_part "volumes:$1"; number=0
  for entry in volumes/*/; do
    if [ ! -d "$entry" ] || [ "$number" -ge 1000 ]; then break; fi
    entry=\${entry#volumes/}; printf '%s\0' "\${entry%/}"; number=$((number + 1))
  done
  bilge_part "containers:$1"; number=0
  for entry in containers/*/; do
    if [ ! -d "$entry" ] || [ "$number" -ge 1000 ]; then break; fi
    entry=\${entry#containers/}; printf '%s\0' "\${entry%/}"; number=$((number + 1))
  done
  # Docker writes a container's name with a slash before it; no other name in its record has one.
  bilge_part "names:$1"; digest_key=$1; set -- containers/*/config.v2.json
  if [ -f "$1" ]; then grep -aoH '"Name":"/[^"]*"' containers/*/config.v2.json 2>/dev/null | head -n 1000; fi
  # The host compares it again before it deletes anything (actions/ops/shell/other-data-roots.sh).
  bilge_part "digest:$digest_key"; ls -A containers volumes 2>/dev/null | cksum
}`;
