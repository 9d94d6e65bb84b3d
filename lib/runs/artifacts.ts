import { z } from 'zod';
import { CommandError } from '../domain/errors.ts';
import type { HostArtifact } from '../domain/host-artifact.ts';
import type { DockerApi, HostSession } from '../domain/session.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { asReadScript } from '../shell/read-script.ts';
import { sh } from '../shell/sh.ts';
import { asEffectScript } from './effect-script.ts';

/**
 * What runs and the helper leave on a host (host artifacts): what every op declares as `leaves`, and the run directories. Found only by the
 * names that Bilge gives, and deleted only if it is Bilge's own working material. Quarantined layers, snapshots and copies of
 * configuration are user data: they are listed with how to delete or restore them.
 */
export interface LookPlaces {
  /** resolved; null = unknown, then its contents are not listed */
  dataRoot: string | null;
  runRoots: readonly string[];
  /** `/etc/docker/daemon.json`, wherever the platform has it */
  configurations: readonly string[];
}

const moreRoots = ['/run/bilge', '/var/run/bilge'];
/** Another dashboard may be using its helper right now; the helper's own cleanup waits as long. */
const helperAgeSeconds = 3600;

export async function artifactsOnDisk(session: HostSession, places: LookPlaces): Promise<HostArtifact[]> {
  const roots = [...new Set([...places.runRoots, ...moreRoots])];
  const script = sh`LC_ALL=C
tab=$(printf '\t')
${safePaths}
${live}
say() { # KIND PATH [MORE]
  case $2 in *"$tab"*) return 0 ;; esac
  printf '%s\t%s\t%s\n' "$1" "$2" "\${3:-}"
}
for root in ${roots}; do
  [ -d "$root/runs" ] || continue
  if ! bilge_is_safe "$root/runs"; then say unsafe-runs "$root/runs" "$bilge_why"; continue; fi
  for directory in "$root"/runs/run_*; do
    if [ ! -d "$directory" ] || [ -h "$directory" ]; then continue; fi
    if is_live "$directory"; then say live-run "$directory"; else say run-directory "$directory"; fi
  done
done
for root in ${roots}; do
  for record in "$root"/migrations/run_*; do
    if [ -f "$record/facts" ] && bilge_is_safe "$record/facts"; then say migration "$record" "$(sed -n 's/^from=//p; s/^to=//p' "$record/facts" | tail -n 2 | tr '\n' ' ')"; fi
  done
done
for root in ${roots}; do
  for record in "$root"/image-backups/run_*; do
    if [ -f "$record" ] && bilge_is_safe "$record"; then say image-backup "$record" "$(sed -n 's/^folder //p' "$record")"; fi
  done
done
if [ -f /etc/systemd/system/docker.service.d/bilge-data-root.conf ]; then say drop-in /etc/systemd/system/docker.service.d/bilge-data-root.conf; fi
for root in /run /var/run; do
  if [ -d "$root/bilge.lock" ] && [ ! -h "$root" ] && bilge_is_safe "$root/bilge.lock"; then say lock "$root/bilge.lock"; fi
done
for configuration in ${places.configurations}; do
  for copy in "$configuration".bilge-run_*; do if [ -f "$copy" ]; then say configuration-copy "$copy"; fi; done
done
data_root=${places.dataRoot ?? ''}
if [ -n "$data_root" ] && [ -d "$data_root" ]; then
  for driver in overlay2 fuse-overlayfs btrfs vfs; do
    for entry in "$data_root/$driver/.bilge-quarantine"/*.set-aside; do
      if [ -e "$entry" ]; then say quarantine-entry "$entry" "$(sed -n 's/^link=//p' "$entry.note" 2>/dev/null | head -n 1)"; fi
    done
  done
  for snapshot in "$data_root/.bilge-snapshots"/*; do if [ -d "$snapshot" ]; then say snapshot "$snapshot"; fi; done
fi
echo looked`;
  const output = await session.read(asReadScript(script), { timeoutMs: 60_000, maxBytes: 4 * 1024 * 1024 });
  const lines = output.stdout.toString('utf8').split('\n');
  if (lines.at(-2) !== 'looked') throw unfinished('looking for host artifacts', output);
  return lines.slice(0, -2).map((line) => {
    const [kind = '', where = '', more = ''] = line.split('\t');
    return onDisk(kind, where, more);
  });
}

/** `set -u` safe. Succeeds if the process in the pid file still runs. */
const live = sh.constant(`is_live() {
  if [ ! -f "$1/pid" ] || [ -h "$1/pid" ]; then return 1; fi
  read -r pid start <"$1/pid" || return 1
  now=$(sed -e 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $20; exit }')
  [ -n "$now" ] && [ "$now" = "$start" ]
} 2>/dev/null`);

function onDisk(kind: string, where: string, link: string): HostArtifact {
  switch (kind) {
    case 'run-directory':
      return { kind, where, what: 'script and journal of a run', removable: true, byHand: `rm -r -- ${where}` };
    case 'unsafe-runs':
      return {
        kind,
        where,
        what: `run directories that were not read: ${link}`,
        removable: false,
        byHand:
          'Users other than root can write there, so its contents may not be Bilge’s. Check it, then delete it by hand.',
      };
    case 'live-run':
      return {
        kind,
        where,
        what: 'a run that is active now',
        removable: false,
        byHand: 'Wait until it ends.',
      };
    case 'lock':
      return {
        kind,
        where,
        what: 'the lock for one run at a time',
        removable: false,
        byHand: 'It is in memory and is gone after the next boot.',
      };
    case 'configuration-copy':
      return {
        kind,
        where,
        what: "the daemon's configuration before Bilge changed it",
        removable: false,
        byHand: `Keep it, or delete it: rm -- ${where}`,
      };
    case 'quarantine-entry':
      return { kind, where, what: 'a quarantined layer', removable: false, byHand: puttingBack(where, link) };
    case 'migration':
      return {
        kind,
        where,
        what: `the record of a move of Docker (${link.trim()}); one of these folders is kept and no longer in use`,
        removable: false,
        byHand:
          'Finish the move with Bilge before you remove the host (finish-migration), or go back (roll-back-migration).',
      };
    case 'image-backup':
      return {
        kind,
        where,
        what: `the list of the images that were saved in ${link}`,
        removable: false,
        byHand: `Keep it as long as you keep the archives, or delete both: rm -r -- ${link} ${where}`,
      };
    case 'drop-in':
      return {
        kind,
        where,
        what: 'it keeps Docker from starting without the disk of its data root',
        removable: false,
        byHand: 'Keep it as long as Docker’s data root is on that disk.',
      };
    case 'snapshot':
      return {
        kind,
        where,
        what: 'read-only snapshots of the data root, which keep their space in use',
        removable: false,
        byHand: `btrfs subvolume delete ${where}/*, deepest first, then rmdir ${where}`,
      };
    default:
      throw new CommandError({
        message: `looking for host artifacts: unknown answer: ${kind}`,
        exitCode: 0,
        timedOut: false,
        stderrTail: '',
      });
  }
}

/** Where the layer was, and on overlay2 the short link by which others find it. */
function puttingBack(entry: string, link: string): string {
  const [home = '', name = ''] = entry.replace(/\.set-aside$/, '').split('/.bilge-quarantine/');
  const directory = home.endsWith('/btrfs') ? `${home}/subvolumes` : home.endsWith('/vfs') ? `${home}/dir` : home;
  const linked = /^[A-Z0-9]{26}$/.test(link) ? ` && ln -s ../${name}/diff ${directory}/l/${link}` : '';
  return `Purge it with Bilge before you remove the host (purge-quarantine), or restore it: mv -T -- ${entry} ${directory}/${name}${linked}`;
}

const containersSchema = z.array(z.object({ Id: z.string(), Names: z.array(z.string()).nullish() }));
const imagesSchema = z.array(
  z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), Created: z.number() }),
);

/** Helper containers and images of a dashboard that was killed, and images that an interrupted release left. */
export async function artifactsInEngine(docker: DockerApi, nowSeconds: number): Promise<HostArtifact[]> {
  const labelled = (label: string) => ({ all: true, filters: JSON.stringify({ label: [label] }) });
  const list = async (path: string, label: string) =>
    await docker.json({ method: 'GET', path, query: labelled(label) });
  const ended = JSON.stringify({ label: ['bilge.helper=1'], status: ['exited', 'created', 'dead'] });
  const containers = containersSchema.parse(
    await docker.json({ method: 'GET', path: '/containers/json', query: { all: true, filters: ended } }),
  );
  const helpers = imagesSchema.parse(await list('/images/json', 'bilge.helper=1'));
  const releases = imagesSchema.parse(await list('/images/json', 'bilge.release'));
  const tags = (images: z.output<typeof imagesSchema>, prefix: string): string[] =>
    images.flatMap(({ RepoTags }) => (RepoTags ?? []).filter((tag) => tag.startsWith(prefix)));
  return [
    ...containers.map(({ Id }) => helperContainer(Id)),
    ...tags(
      helpers.filter(({ Created }) => nowSeconds - Created > helperAgeSeconds),
      'bilge-helper:',
    ).map(helperImage),
    ...tags(releases, 'bilge-release:').map(releaseImage),
  ];
}

const helperContainer = (id: string): HostArtifact => ({
  kind: 'helper-container',
  where: id,
  what: 'an ended helper container',
  removable: true,
  byHand: `docker rm ${id.slice(0, 12)}`,
});
const helperImage = (tag: string): HostArtifact => ({
  kind: 'helper-image',
  where: tag,
  what: 'the empty image of the helper container',
  removable: true,
  byHand: `docker rmi ${tag}`,
});
const releaseImage = (tag: string): HostArtifact => ({
  kind: 'release-image',
  where: tag,
  what: 'leaked layers that Docker adopted for an interrupted run; deleting the image frees them, as approved for that run',
  removable: true,
  byHand: `docker rmi ${tag}`,
});

/** Deletes what is removable, each checked once more. Returns what it could not delete, with the reason. */
export async function removeArtifacts(session: HostSession, items: readonly HostArtifact[]): Promise<string[]> {
  const problems: string[] = [];
  for (const item of items.filter((each) => each.removable && each.kind !== 'run-directory')) {
    const path = item.kind === 'helper-container' ? `/containers/${item.where}` : `/images/${item.where}`;
    try {
      if (session.docker === null) throw new Error('Docker does not answer');
      await session.docker.json({ method: 'DELETE', path, query: { force: false }, timeoutMs: 120_000 });
    } catch (error) {
      problems.push(`${item.where}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const directories = items.filter(({ kind, removable }) => removable && kind === 'run-directory');
  if (directories.length > 0) problems.push(...(await removeDirectories(session, directories)));
  return problems;
}

async function removeDirectories(session: HostSession, items: readonly HostArtifact[]): Promise<string[]> {
  const script = sh`LC_ALL=C
${safePaths}
${live}
for directory in ${items.map(({ where }) => where)}; do
  case $directory in
    /*/runs/run_*[!0-9a-z_]* | *..*) echo "$directory: not the name of a run"; continue ;;
    /*/runs/run_*) ;;
    *) echo "$directory: not the name of a run"; continue ;;
  esac
  if [ -h "$directory" ] || [ -h "\${directory%/*}" ]; then echo "$directory: a symbolic link"; continue; fi
  if ! bilge_is_safe "\${directory%/*}"; then
    [ -n "$bilge_gone" ] || echo "$directory: $bilge_why"
    continue
  fi
  if is_live "$directory"; then echo "$directory: a run is active in it"; continue; fi
  [ -d "$directory" ] || continue
  rm -rf -- "$directory" 2>&1 || :
  if [ -e "$directory" ]; then echo "$directory: it is still there"; fi
done
for root in ${[...new Set(items.map(({ where }) => where.replace(/\/runs\/[^/]*$/, '')))]}; do
  if bilge_is_safe "$root"; then rmdir -- "$root/runs" "$root" 2>/dev/null || :; fi
done
echo ended`;
  const output = await session.execute(asEffectScript(script), { timeoutMs: 120_000, maxBytes: 1024 * 1024 });
  const lines = output.stdout.toString('utf8').split('\n');
  if (lines.at(-2) !== 'ended') throw unfinished('removing the folders of runs', output);
  return lines.slice(0, -2);
}

function unfinished(
  what: string,
  output: { stderr: string; exitCode: number | null; timedOut: boolean },
): CommandError {
  return new CommandError({
    message: `${what}: ${output.stderr.trim() || `exit code ${output.exitCode}`}`,
    exitCode: output.exitCode,
    timedOut: output.timedOut,
    stderrTail: output.stderr,
  });
}
