import { createHash } from 'node:crypto';
import { CommandError, StalePlanError } from '../domain/errors.ts';
import { encodeName } from '../domain/name-bytes.ts';
import type { Plan } from '../domain/plan.ts';
import type { HostSession } from '../domain/session.ts';
import { rootPath } from '../platforms/tool-places.ts';
import { systemPath } from '../shell/prelude/root-path.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { sh } from '../shell/sh.ts';
import { runIdOfPlan, scriptDigest } from './compile.ts';
import { asEffectScript } from './effect-script.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';
import { proofForPlan } from './prove-buildkit.ts';

export interface LaunchOptions {
  /** who runs it, as written into the lock: `anna at nas.lan` */
  holder: string;
  signal?: AbortSignal;
}

export interface Launched {
  directory: string;
  /** `already`: the connection was lost after an earlier launch of this very run */
  how: 'systemd' | 'setsid' | 'already';
}

/**
 * Uploads the script and starts it detached: outside this connection's process group (which the host kills when the connection
 * ends), and outside the cgroup of a helper container (which ends with Docker). The upload ends with a rename, so a lost connection leaves
 * no incomplete script that could be run. Launching the same run twice starts it once.
 */
export async function launchRun(session: HostSession, plan: Plan, options: LaunchOptions): Promise<Launched> {
  if (scriptDigest(plan.script) !== plan.digest) {
    throw new StalePlanError({
      message: `${plan.id}: the script's digest is not the plan's`,
      userMessage: 'The script of this plan is not the one that was reviewed. Nothing was started; plan again.',
    });
  }
  const proof = await proofForPlan(session, plan);
  const output = await session.execute(asEffectScript(launcher(plan, options.holder, proof)), {
    timeoutMs: 60_000,
    maxBytes: 64 * 1024,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const answer = new Map(
    output.stdout
      .toString('utf8')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const directory = answer.get('directory');
  const how = answer.get('how');
  if (directory === undefined || (how !== 'systemd' && how !== 'setsid' && how !== 'already')) {
    throw new CommandError({
      message: `launch of ${plan.id} on ${plan.site.hostName}: ${output.stderr.trim() || `exit code ${output.exitCode}`}`,
      exitCode: output.exitCode,
      timedOut: output.timedOut,
      stderrTail: output.stderr,
      cause: undefined,
    });
  }
  return { directory, how };
}

function launcher(plan: Plan, holder: string, buildkitProof: string | null) {
  const runId = runIdOfPlan(plan.id);
  // systemd expands $ and % in arguments.
  const args = ['--holder', holder.replaceAll(/[^A-Za-z0-9 @._:/()-]/g, '_')];
  if (buildkitProof !== null) args.push('--buildkit', buildkitProof);
  return sh.lines(
    sh`LC_ALL=C; export LC_ALL; umask 077
PATH=${systemPath}`,
    safePaths,
    rootPath,
    sh`bilge_set_path
run_id=${runId}
data_root=${plan.site.dataRoot ?? ''}
run_roots=${plan.site.runRoots.filter((root) => /^[A-Za-z0-9_./-]+$/.test(root)).join(' ')}
run_directory=`,
    sh.constant(prelude.directory.slice(0, prelude.directory.indexOf('choose_directory()'))),
    findDirectory,
    hereDocument(plan.script),
    sh`digest=$(sha256sum -- "$directory/script.new" 2>/dev/null) || digest=${plan.digest}
if [ "\${digest%% *}" != ${plan.digest} ]; then
  echo "the script arrived damaged in $directory (its checksum differs)" >&2
  exit 1
fi
mv -- "$directory/script.new" "$directory/script.sh"
set -- --detached --directory "$directory" ${args}`,
    start,
  );
}

const findDirectory = sh.constant(`directory=
for root in $run_roots /run/bilge /var/run/bilge; do
  if [ -d "$root/runs/$run_id" ] && bilge_is_safe "$root/runs/$run_id"; then directory=$root/runs/$run_id; break; fi
done
if [ -n "$directory" ] && [ -s "$directory/journal.jsonl" ]; then
  printf 'directory=%s\\nhow=already\\n' "$directory"
  exit 0
fi
if [ -z "$directory" ]; then
  for root in $run_roots /run/bilge /var/run/bilge; do
    if fits_a_run "$root/runs"; then directory=$root/runs/$run_id; break; fi
  done
fi
if [ -z "$directory" ] || ! mkdir -p -- "$directory" || ! bilge_is_safe "$directory"; then
  echo "no folder on this host can hold the run (tried $run_roots /run/bilge): each is full, read-only, or writable by users other than root;\${unsafe_roots-}" >&2
  exit 1
fi`);

/** The shell copies a quoted here-document byte by byte; its end is a line that the script does not contain. */
function hereDocument(script: string) {
  const end = `BILGE_${createHash('sha256').update(encodeName(script)).digest('hex').slice(0, 24)}`;
  return sh.constant(
    `cat >"$directory/script.new" <<'${end}' || exit 1\n${script.endsWith('\n') ? script : `${script}\n`}${end}`,
  );
}

const start = sh.constant(`if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
  systemd-run --quiet --collect --property=KillMode=process --unit="bilge-$run_id" --description='Bilge: an approved run' \\
    /bin/sh "$directory/script.sh" "$@" >/dev/null 2>"$directory/launch.log"; then
  how=systemd
else
  how=setsid
  # A helper container's cgroup is killed with it: go to the root of every hierarchy first.
  case $(cat /proc/self/cgroup 2>/dev/null) in
    *docker* | *containerd* | *libpod* | *kubepods*)
      for tasks in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
        if [ -w "$tasks" ]; then echo $$ 2>/dev/null >"$tasks" || :; fi
      done
      ;;
  esac
  trap '' HUP
  setsid=$(command -v setsid) || setsid=
  $setsid /bin/sh "$directory/script.sh" "$@" </dev/null >/dev/null 2>&1 &
fi
waited=0
while [ "$waited" -lt 50 ] && [ ! -s "$directory/journal.jsonl" ]; do
  waited=$((waited + 1))
  sleep 0.1 2>/dev/null || { sleep 1; waited=$((waited + 9)); }
done
if [ ! -s "$directory/journal.jsonl" ] && [ -s "$directory/stderr" ]; then cat "$directory/stderr" >&2; exit 1; fi
printf 'directory=%s\\nhow=%s\\n' "$directory" "$how"
`);
