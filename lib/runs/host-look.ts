import type { LeaseOwner } from '../actions/ops/op.ts';
import { CommandError } from '../domain/errors.ts';
import type { Plan, StoreSite } from '../domain/plan.ts';
import type { HostSession } from '../domain/session.ts';
import { readBolt } from '../facts/parsers/containerd/bbolt.ts';
import { chooseMeta } from '../facts/parsers/containerd/bbolt-pages.ts';
import { asReadScript } from '../shell/read-script.ts';
import { type Sh, sh } from '../shell/sh.ts';

/**
 * What is read of the host again, as root, right before an effect on containerd (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed): whether
 * it is the host, the data root and the two daemons of the plan, and whether the owner of a lease is there. Scripts that only look.
 */
export interface StorePlace {
  root: string;
  dataRoot: string;
  site: StoreSite;
}

export interface HostLook {
  /** null: all as planned */
  mismatch: string | null;
  space: { availableBytes: number; usedBytes: number } | null;
}

const limits = { timeoutMs: 30_000, maxBytes: 1024 * 1024 };
/** Both readings round the start of a process to seconds, and the kernel's time of its own start moves with the clock. */
const startMarginSeconds = 2;

export async function lookAtHost(session: HostSession, plan: Plan, place: StorePlace): Promise<HostLook> {
  const { site, root, dataRoot } = place;
  const found = await facts(
    session,
    sh`LC_ALL=C; export LC_ALL
say() { printf '%s=%s\n' "$1" "$2"; }
for file in /etc/machine-id /var/lib/dbus/machine-id; do
  if [ -s "$file" ]; then say machine "$(head -n 1 "$file")"; break; fi
done
say engineId "$(cat ${`${dataRoot}/engine-id`} 2>/dev/null)"
say inode "$(stat -L -c %i ${`${dataRoot}/.`} 2>/dev/null)"
[ -d ${`${dataRoot}/containers`} ] && say containers there
say btime "$(sed -n 's/^btime //p' /proc/stat)"
say ticks "$(getconf CLK_TCK 2>/dev/null || echo 100)"
say dockerd "$(sed 's/^.*) //' /proc/${site.dockerdPid}/stat 2>/dev/null | awk '{ print $20; exit }')"
say containerd "$(sed 's/^.*) //' /proc/${site.pid}/stat 2>/dev/null | awk '{ print $20; exit }')"
say uuid "$(cat ${`${root}/io.containerd.grpc.v1.introspection/uuid`} 2>/dev/null)"
# shellcheck disable=SC3013 # dash, bash and BusyBox ash know -ef
for file in /proc/${site.pid}/fd/*; do
  if [ "$file" -ef ${`${root}/io.containerd.metadata.v1.bolt/meta.db`} ]; then say store open; break; fi
done
df -kP ${root} 2>/dev/null | awk 'NR > 1 { print "space=" $4 " " $3; exit }'`,
  );
  const [available, used] = (found.get('space') ?? '').split(' ').map(Number);
  const space =
    available === undefined || used === undefined || !Number.isFinite(available + used)
      ? null
      : { availableBytes: available * 1024, usedBytes: used * 1024 };
  return { mismatch: mismatchOf(found, plan, place), space };
}

function mismatchOf(
  found: ReadonlyMap<string, string>,
  { identity, site: host }: Plan,
  { site, dataRoot }: StorePlace,
) {
  const again = 'Scan the host and plan again';
  const wanted = (fact: Plan['identity']['engineId']) => (fact.state === 'known' ? fact.value : null);
  const machine = wanted(identity.machineId);
  if (machine !== null && machine !== '' && found.get('machine') !== machine)
    return `this is another machine than the planned one (machine-id ${found.get('machine') ?? 'not readable'})`;
  const engineId = wanted(identity.engineId);
  if (engineId === null || found.get('engineId') !== engineId)
    return `${dataRoot} is not the data root of the plan (engine-id ${found.get('engineId') || 'missing'}). ${again}`;
  if (host.dataRootInode !== null && found.get('inode') !== String(host.dataRootInode))
    return `${dataRoot} is another folder than when the plan was made. ${again}`;
  // Without it every container would look gone.
  if (found.get('containers') !== 'there') return `${dataRoot}/containers is missing. ${again}`;
  const startOf = (name: string): number =>
    Number(found.get('btime')) + Math.floor(Number(found.get(name) || Number.NaN) / Number(found.get('ticks')));
  const isSame = (name: string, planned: number) => Math.abs(startOf(name) - planned) <= startMarginSeconds;
  if (!isSame('dockerd', site.dockerdStartedSeconds)) return `Docker was restarted since the plan was made. ${again}`;
  if (!isSame('containerd', site.startedSeconds)) return `containerd was restarted since the plan was made. ${again}`;
  if (found.get('store') !== 'open' || found.get('uuid') !== site.uuid)
    return `containerd works on another store than the planned one. ${again}`;
  return null;
}

/** Null: nothing of it is there; else what was seen. */
export async function seenOwner(session: HostSession, place: StorePlace, owner: LeaseOwner): Promise<string | null> {
  const found = await facts(
    session,
    sh.lines(inUse(place, owner), owner.kind === 'container' ? directoryOf(place, owner) : sh``),
  );
  const seen = found.get('seen');
  if (found.get('looked') !== 'yes') throw unreadable('whether it is in use could not be read');
  if (seen !== undefined) return seen;
  return owner.kind === 'container' ? null : await seenBuild(session, place, owner);
}

/** A mount of it, or of a directory of its snapshots, in any namespace; a task of it. */
function inUse({ root }: StorePlace, { id, namespace, folders }: LeaseOwner): Sh {
  const paths = folders.map((folder) => `${folder.replaceAll('.', '[.]')}([^0-9]|$)`);
  const pattern = [`/${id.replaceAll('.', '[.]')}([^A-Za-z0-9._-]|$)`, ...paths].join('|');
  const task = `io.containerd.runtime.v2.task/${namespace}/${id}`;
  return sh`LC_ALL=C; export LC_ALL
[ -r /proc/1/mountinfo ] && [ -d ${root} ] && echo looked=yes
if cat /proc/[0-9]*/mountinfo 2>/dev/null | grep -Eq ${pattern}; then echo 'seen=it is mounted now'; fi
for folder in ${root} /run/containerd /run/docker/containerd/daemon; do
  if [ -e "$folder/"${task} ]; then echo 'seen=containerd runs it now'; break; fi
done`;
}

function directoryOf({ dataRoot }: StorePlace, { id }: LeaseOwner): Sh {
  const path = `${dataRoot}/containers/${id}`;
  return sh`if [ -e ${path} ] || [ -L ${path} ]; then echo 'seen=its container has a directory now'; fi`;
}

/** BuildKit's databases are read and parsed: a search in their bytes would meet what was deleted. */
async function seenBuild(session: HostSession, { dataRoot }: StorePlace, owner: LeaseOwner): Promise<string | null> {
  const list = await facts(
    session,
    sh`if cd -- ${`${dataRoot}/buildkit`} 2>/dev/null; then
  number=0
  for file in metadata_v2.db */metadata_v2.db history.db history_c8d.db; do
    if [ -e "$file" ]; then number=$((number + 1)); printf 'file%s=%s\n' "$number" "$file"; fi
  done
  echo looked=yes
fi`,
  );
  if (list.get('looked') !== 'yes') throw unreadable('the folder of BuildKit could not be read');
  const files = [...list].filter(([key]) => key.startsWith('file')).map(([, file]) => file);
  const isHistory = (file: string) => file.startsWith('history');
  const wanted = files.filter((file) => isHistory(file) === (owner.kind === 'history'));
  if (wanted.length === 0) throw unreadable('no database of BuildKit was found');
  for (const file of wanted) {
    const { root } = readBolt(await databaseOf(session, `${dataRoot}/buildkit/${file}`));
    const bucket = root.bucket(owner.kind === 'history' ? '_records' : '_main');
    if (bucket?.names().includes(owner.id) === true)
      return owner.kind === 'history' ? 'the history has that build now' : 'the build cache has that record now';
  }
  return null;
}

/** Two meta pages of the largest page size that bbolt uses. */
const metaBytes = 2 * 65_536;

/** A copy in which no transaction was committed, as lib/runs/prove-buildkit.ts takes one. */
async function databaseOf(session: HostSession, path: string): Promise<Buffer> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const head = sh`dd if=${path} bs=65536 count=2 2>/dev/null`;
    const output = await session.read(asReadScript(sh.lines(sh`wc -c <${path}`, head, sh`cat -- ${path}`, head)), {
      timeoutMs: 60_000,
    });
    const line = /^ *(\d+)\n/.exec(output.stdout.subarray(0, 40).toString('latin1'));
    if (line === null || output.truncated || output.exitCode !== 0)
      throw unreadable(output.stderr || `${path} could not be read`);
    const size = Math.min(Number(line[1]), metaBytes);
    const from = line[0].length;
    const end = output.stdout.length - size;
    const file = output.stdout.subarray(from + size, end);
    const heads = [output.stdout.subarray(from, from + size), file, output.stdout.subarray(end)];
    if (new Set(heads.map((each) => chooseMeta(each).transactionId)).size === 1) return file;
  }
  throw unreadable(`${path} kept changing while it was read`);
}

/** Lines `name=value`. */
async function facts(session: HostSession, script: Sh): Promise<Map<string, string>> {
  const output = await session.read(asReadScript(script), limits);
  if (output.timedOut || output.truncated) throw unreadable('it did not answer in time');
  return new Map(
    output.stdout
      .toString('utf8')
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function unreadable(why: string): CommandError {
  return new CommandError({
    message: `the host could not be read again: ${why}`,
    exitCode: null,
    timedOut: false,
    stderrTail: '',
  });
}
