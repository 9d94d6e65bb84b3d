import type { LabHost } from '../lab.ts';
import { loadBusybox } from './load-busybox.ts';

/**
 * A container with the shape of a buildx builder: its name, its volume at /var/lib/buildkit, and a command buildctl. No image of BuildKit
 * can be fetched in the lab, so buildctl is a stand-in: it deletes real files, and prints what buildctl 0.12 prints
 * (cmd/buildctl/prune.go, diskusage.go). What BuildKit itself would keep it knows nothing of.
 */
const buildctl = `#!/bin/sh
cd /var/lib/buildkit || exit 1
mkdir -p cache internal
size() { printf '%s.00MB' "$(($(du -sk "$@" | awk '{ sum += $1 } END { print int(sum) }') / 1000))"; }
case $1 in
  du) printf 'Reclaimable:\\t%s\\nTotal:\\t\\t%s\\n' "$(size cache internal)" "$(size cache internal)" ;;
  prune)
    if [ -e /fails ]; then echo 'error: failed to prune: the stand-in was told to fail' >&2; exit 1; fi
    freed=$(size cache)
    rm -rf cache/*
    if [ "$2" = --all ]; then rm -rf internal/*; fi
    printf 'Total:\\t%s\\n' "$freed"
    ;;
  *) exit 1 ;;
esac
`;

/** Shell: makes the builder $1 anew, on its volume. */
export const startBuilder = `docker run -d --name "$1" --network none -v "$1_state:/var/lib/buildkit" busybox:lab sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'
docker exec -i "$1" sh -c 'cat >/bin/buildctl; chmod +x /bin/buildctl' <<'BUILDCTL'
${buildctl}BUILDCTL`;

/** @returns the names of its container and its volume */
export async function builderStandIn(
  host: LabHost,
  { builder = 'ci0', mebibytes = 4 }: { builder?: string; mebibytes?: number } = {},
): Promise<{ container: string; volume: string }> {
  await loadBusybox(host);
  const container = `buildx_buildkit_${builder}`;
  await host.exec(
    `docker rm -f "$1" >/dev/null 2>&1
${startBuilder}
docker exec "$1" sh -c 'cd /var/lib/buildkit && mkdir -p cache internal && dd if=/dev/urandom of=cache/layer bs=1M count="$1" && echo helper >internal/record' sh "$2"
sync -f /var/lib/docker`,
    { args: [container, String(mebibytes)] },
  );
  return { container, volume: `${container}_state` };
}
