import type { HostSession } from '../domain/session.ts';
import { sh } from '../shell/sh.ts';
import { asEffectScript } from './effect-script.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';

const mostSeconds = 60;

/**
 * A run that frees on btrfs waits before it measures, by the same piece as a script does (prelude/settle.sh): it holds the host's lock meanwhile.
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
${sh.constant(prelude.settle)}
await_btrfs ${btrfs} ${folder} ${mostSeconds}`),
    { timeoutMs: 120_000 },
  );
  return output.exitCode === 0;
}
