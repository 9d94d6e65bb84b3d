import type { SeenDirectory } from '../actions/ops/op.ts';
import { CommandError } from '../domain/errors.ts';
import type { HostSession } from '../domain/session.ts';
import { asReadScript } from '../shell/read-script.ts';
import { sh } from '../shell/sh.ts';
import { asEffectScript } from './effect-script.ts';

/** Subvolumes of containerd's btrfs snapshotter, looked at and deleted as root (docs/reference/containerd-on-disk.md#strays-of-btrfs-and-native). */
export interface SnapshotterPlace {
  /** containerd's root */
  root: string;
  /** the tool as the plan found it */
  btrfs: string;
}

const limits = { timeoutMs: 60_000, maxBytes: 64 * 1024 };
const folderOf = ({ root }: SnapshotterPlace) => `${root}/io.containerd.snapshotter.v1.btrfs`;

/** Null: it is not there. @throws where that is unknown */
export async function seenDirectory(
  session: HostSession,
  place: SnapshotterPlace,
  path: string,
): Promise<SeenDirectory | null> {
  const at = `${folderOf(place)}/${path}`;
  const output = await session.read(
    asReadScript(sh`LC_ALL=C; export LC_ALL
if [ -r /proc/1/mountinfo ] && [ -d ${folderOf(place)} ]; then echo looked=yes; fi
if [ -e ${at} ] || [ -L ${at} ]; then
  echo there=yes
  # The top of a subvolume always has this number.
  if [ ! -L ${at} ] && [ "$(stat -c %i -- ${at})" = 256 ]; then
    ${place.btrfs} subvolume show ${at} 2>/dev/null | awk 'tolower($1) == "uuid:" { print "uuid=" $2; exit }'
  fi
  if inside=$(${place.btrfs} subvolume list -o ${at} 2>/dev/null); then
    if [ -n "$inside" ]; then echo 'inUse=there are subvolumes in it'; fi
  else
    echo 'inUse=whether there are subvolumes in it could not be read'
  fi
  if cat /proc/[0-9]*/mountinfo 2>/dev/null | grep -Eq ${`io\\.containerd\\.snapshotter\\.v1\\.btrfs/${path}([ ,/]|$)`}; then echo 'inUse=it is mounted now'; fi
fi`),
    limits,
  );
  const lines = output.stdout.toString('utf8').split('\n');
  const told = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  if (output.timedOut || output.truncated || told('looked') !== 'yes') throw unreadable(path, output.stderr);
  return told('there') === null ? null : { uuid: told('uuid'), inUse: told('inUse') };
}

/** The uuid is compared once more in the same script: between it and the deletion nothing else is asked. */
export async function deleteSubvolume(
  session: HostSession,
  place: SnapshotterPlace,
  path: string,
  uuid: string,
): Promise<void> {
  const at = `${folderOf(place)}/${path}`;
  await session.execute(
    asEffectScript(sh`LC_ALL=C; export LC_ALL
[ "$(${place.btrfs} subvolume show ${at} 2>/dev/null | awk 'tolower($1) == "uuid:" { print $2; exit }')" = ${uuid} ] || exit 1
exec ${place.btrfs} subvolume delete ${at}`),
    { timeoutMs: limits.timeoutMs },
  );
}

function unreadable(path: string, stderr: string): CommandError {
  return new CommandError({
    message: `the host could not be read again: ${path} (${stderr.trim() || 'no answer'})`,
    exitCode: null,
    timedOut: false,
    stderrTail: stderr.slice(-300),
  });
}
