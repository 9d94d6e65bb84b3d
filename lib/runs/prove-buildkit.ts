import { createHash } from 'node:crypto';
import { ParseFailure } from '../domain/errors.ts';
import type { BuildkitSnapshots } from '../domain/layer-facts.ts';
import type { Plan } from '../domain/plan.ts';
import type { HostSession } from '../domain/session.ts';
import { chooseMeta } from '../facts/parsers/containerd/bbolt-pages.ts';
import { parseBuildkitSnapshots, type SnapshotsReading } from '../facts/parsers/docker/buildkit-snapshots.ts';
import { asReadScript } from '../shell/read-script.ts';
import { sh } from '../shell/sh.ts';
import { opOf } from './compile.ts';

export interface BuildkitProof {
  /** for the script's `--buildkit`; null: there is no database, and the script finds none either */
  proof: string | null;
  snapshots: BuildkitSnapshots;
}

/** Two meta pages of the largest page size that bbolt uses. */
const metaBytes = 2 * 65_536;

/**
 * `snapshots.db` cannot be parsed in sh. So it is read and parsed here just before the launch, and the script gets the checksum of its two
 * meta pages. A commit always rewrites one of them, so the same checksum on the host means the same content.
 */
async function proveBuildkit(session: HostSession, dataRoot: string): Promise<BuildkitProof> {
  const attempts: SnapshotsReading[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const output = await session.read(
      asReadScript(sh`cd -- ${`${dataRoot}/buildkit`} 2>/dev/null && [ -e snapshots.db ] || { [ -d ${dataRoot} ] && echo none; exit; }
echo there
dd if=snapshots.db bs=65536 count=2 2>/dev/null | wc -c
dd if=snapshots.db bs=65536 count=2 2>/dev/null
cat snapshots.db
dd if=snapshots.db bs=65536 count=2 2>/dev/null`),
      { timeoutMs: 60_000 },
    );
    const text = output.stdout.subarray(0, 64).toString('latin1');
    if (text.startsWith('none\n')) return { proof: null, snapshots: { exists: false, transactionId: 0, buckets: [] } };
    const head = /^there\n *(\d+)\n/.exec(text);
    if (head === null || output.truncated || output.exitCode !== 0)
      throw unreadable(output.stderr || `exit code ${output.exitCode}`);
    const start = head[0].length;
    const size = Math.min(Number(head[1]), metaBytes);
    const end = output.stdout.length - size;
    attempts.push({
      metasBefore: output.stdout.subarray(start, start + size),
      file: output.stdout.subarray(start + size, end),
      metasAfter: output.stdout.subarray(end),
    });
    try {
      const snapshots = parseBuildkitSnapshots(attempts.slice(-1));
      const file = attempts.at(-1)?.file ?? Buffer.alloc(0);
      const { pageSize } = chooseMeta(file);
      const sum = createHash('sha256')
        .update(file.subarray(0, 2 * pageSize))
        .digest('hex');
      return { proof: `${pageSize}:${sum}`, snapshots };
    } catch (error) {
      if (!(error instanceof ParseFailure) || attempt === 2) throw error;
    }
  }
  throw unreadable('three readings were inconsistent');
}

/**
 * The proof about BuildKit for the script of this plan. Null if it needs none, and if BuildKit now references one of the plan's objects:
 * without a proof the script searches the bytes of the database for every name, and refuses what it finds there.
 */
export async function proofForPlan(session: HostSession, plan: Plan): Promise<string | null> {
  const isNeeded = plan.steps.some((step) => opOf(step).pieces.includes('host-references'));
  if (!isNeeded || plan.site.dataRoot === null) return null;
  const { proof, snapshots } = await proveBuildkit(session, plan.site.dataRoot);
  const named = namedByBuildkit(snapshots);
  return plan.steps.some((step) => named.has(String(step.args.name))) ? null : proof;
}

/**
 * The directories that BuildKit names: every active key and every committed value (R4 of
 * docs/reference/docker-on-disk.md#where-references-live).
 */
function namedByBuildkit(snapshots: BuildkitSnapshots): ReadonlySet<string> {
  return new Set(
    snapshots.buckets.flatMap((bucket) =>
      bucket.committed === null ? [bucket.name] : [bucket.name, bucket.committed],
    ),
  );
}

function unreadable(why: string): ParseFailure {
  return new ParseFailure({
    tool: 'bbolt',
    message: `BuildKit's snapshots.db could not be read just before the run: ${why}. Nothing was started.`,
  });
}
