import type { HostArtifact } from '../../domain/host-artifact.ts';
import type { HostSession } from '../../domain/session.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { asEffectScript } from '../effect-script.ts';
import { isLive, unfinished } from './is-live.ts';

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
${isLive}
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
