import { afterAll, beforeAll, describe, it } from 'vitest';
import type { DiskFilesystem } from '../../lab/host-kinds.ts';
import { type HostKind, type HostOptions, labAvailable } from '../../lab/lab.ts';
import { migrationCases, withDisk } from './cases/migrations.ts';
import { FaultHost } from './fault-host.ts';
import { copyDies, type Fault, newRootBroken, powerCut } from './strike-at.ts';
import { strikeBoundaries } from './strike-case.ts';

/**
 * Moves of Docker from and to other filesystems, with another engine, and with what can happen to a move alone: the host boots anew, the copy
 * dies, Docker does not start on what was copied. `MIGRATION_FAULTS='pattern'` chooses, `MIGRATION_STRIDE=3` goes to every third boundary.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults of moves between filesystems: ${lab.reason}`);

interface Way {
  title: string;
  kind: HostKind;
  options?: HostOptions;
  to: DiskFilesystem;
  faults: readonly Fault[];
}

const own: readonly Fault[] = [powerCut, copyDies, newRootBroken];
const ways: readonly Way[] = [
  { title: 'Docker 20.10, ext4 to ext4', kind: 'ext4', to: 'ext4', faults: own },
  { title: 'Docker 20.10, ext4 to xfs', kind: 'ext4', to: 'xfs', faults: ['kill -9 of the run', 'disk full'] },
  { title: 'Docker 20.10, ext4 to btrfs', kind: 'ext4', to: 'btrfs', faults: ['kill -9 of the run', 'disk full'] },
  { title: 'Docker 26, ext4 to ext4', kind: 'trixie-ext4', to: 'ext4', faults: ['kill -9 of the run', ...own] },
  {
    title: 'Docker 26, overlay2 on btrfs to xfs',
    kind: 'trixie-ext4',
    options: { disk: 'btrfs' },
    to: 'xfs',
    faults: ['kill -9 of the run', powerCut],
  },
];
const stride = Number(process.env.MIGRATION_STRIDE ?? 1);
const chosen = new RegExp(process.env.MIGRATION_FAULTS ?? '.');

describe.skipIf(!lab.ok).each(ways.filter(({ title }) => chosen.test(title)))('$title', (way) => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start(way.kind, 0, way.options);
    await withDisk(target, way.to);
  });
  afterAll(async () => target?.stop());

  describe.each(migrationCases)('$title', (each) => {
    // Only a move copies, and only what goes to the new data root can meet a broken one.
    const faults = way.faults.filter(
      (fault) =>
        each.leftOut?.[fault] === undefined &&
        (each.action === 'move-data-root' || (fault !== copyDies && fault !== newRootBroken)),
    );
    it.each(faults)(
      '%s',
      async (fault) =>
        strikeBoundaries(target, { ...each, where: way.title }, fault, {
          first: 1 + (ways.indexOf(way) % stride),
          stride,
        }),
      3_600_000,
    );
  });
});
