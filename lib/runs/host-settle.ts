import type { HostSession } from '../domain/session.ts';
import { sh } from '../shell/sh.ts';
import { asEffectScript } from './effect-script.ts';

/**
 * btrfs frees space late: after its cleaner has run and a transaction is committed. So a run that frees waits before it measures, as a script does
 * (prelude/ending.sh), but not for ever: it holds the host's lock meanwhile. Only for subvolumes that were deleted before it began.
 *
 * @param folder on the filesystem; on another one than btrfs nothing is waited for
 * @returns whether it waited
 */
export async function settleBtrfs(
  session: HostSession,
  { folder, btrfs }: { folder: string; btrfs: string },
): Promise<boolean> {
  const output = await session.execute(
    asEffectScript(sh`LC_ALL=C; export LC_ALL
[ "$(stat -f -c %t -- ${folder} 2>/dev/null)" = 9123683e ] || exit 1
deleted() { ${btrfs} subvolume list -d ${folder} 2>/dev/null | awk '$1 == "ID" { print $2 }'; }
${btrfs} filesystem sync ${folder} >/dev/null 2>&1
awaited=$(deleted)
polls=0; agreed=0; used_before=
while [ "$polls" -lt 60 ]; do
  left=$({ printf '%s\n' "$awaited"; echo BILGE-NOW; deleted; } | awk '$0 == "BILGE-NOW" { now = 1; next } !now { ours[$0] = 1; next } $0 != "" && $0 in ours { n++ } END { print n + 0 }')
  used=$(df -Pk -- ${folder} | awk 'NR > 1 && NF >= 5 { print $(NF - 3); exit }')
  # The list is empty before the space is free, so two readings must agree; on a busy disk they may never, so four are enough.
  if [ "$left" = 0 ]; then
    agreed=$((agreed + 1))
    if [ "$used" = "$used_before" ] || [ "$agreed" -ge 4 ]; then break; fi
  fi
  used_before=$used
  polls=$((polls + 1))
  sleep 1
  ${btrfs} filesystem sync ${folder} >/dev/null 2>&1
done`),
    { timeoutMs: 120_000 },
  );
  return output.exitCode === 0;
}
