import { runCommand } from './run-command.ts';

/**
 * Loop devices belong to the kernel, not to a namespace: one that a host set up with `losetup` outlives the host.
 * `mount -o loop` marks its device to be released with the mount; others must be found while the host still runs, since
 * only inside can the name of the backing file be resolved.
 */
export type LoopDevice = { device: string; backing: string };

/** Prints `NAME MAJ:MIN:INODE` for each loop device whose backing file this host can see under the recorded name. */
export const listOwnLoopsScript = `
losetup --list --noheadings --raw --output NAME,BACK-MAJ:MIN,BACK-INO,BACK-FILE |
while read -r name device inode file; do
  found=$(stat -c '%Hd:%Ld %i' -- "$(printf '%b' "$file")" 2>/dev/null) || continue
  [ "$found" = "$device $inode" ] && printf '%s %s:%s\\n' "$name" "$device" "$inode"
done
exit 0
`;

export function parseLoops(text: string): LoopDevice[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [device, backing] = line.split(' ');
      return device !== undefined && backing !== undefined ? [{ device, backing }] : [];
    });
}

/** Frees those of the given devices that are still bound to the same file. */
export async function detachLoops(loops: readonly LoopDevice[]): Promise<void> {
  for (const loop of loops) {
    const now = await runCommand(
      'losetup',
      ['--list', '--noheadings', '--raw', '--output', 'BACK-MAJ:MIN,BACK-INO', loop.device],
      { allowFailure: true },
    );
    if (now.stdout.trim().replace(/\s+/, ':') !== loop.backing) continue;
    await runCommand('losetup', ['--detach', loop.device]);
  }
}
