import { ParseFailure } from '../../domain/errors.ts';
import { sh } from '../../shell/sh.ts';
import { parseBuildkitSnapshots } from '../parsers/docker/buildkit-snapshots.ts';
import { boltCopy } from './bolt-copy.ts';
import type { Collector } from './collector.ts';
import { needsGraphDriver } from './driver-layout.ts';

/** The bytes of BuildKit's snapshots.db, which dockerd keeps locked for as long as it lives (bolt-copy.ts). */
const buildkitSnapshots: Collector<'buildkitSnapshots'> = {
  id: 'buildkitSnapshots',
  limitSeconds: 30,
  gzip: true,
  stamped: true,
  appliesTo: needsGraphDriver,
  script: () =>
    sh.lines(
      boltCopy,
      sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
bilge_enter "$BILGE_ROOT"
if [ ! -e buildkit/snapshots.db ]; then
  [ ! -e buildkit ] || [ -x buildkit ] || bilge_denied "$BILGE_ROOT/buildkit can only be read by root."
  bilge_part absent
  exit 0
fi
[ -r buildkit/snapshots.db ] || bilge_denied "$BILGE_ROOT/buildkit/snapshots.db can only be read by root."
# bbolt writes with pwrite, which sets the times; its size, inode and times tell whether it was written.
bilge_stamp buildkit buildkit/snapshots.db
bilge_database snapshots buildkit/snapshots.db`,
    ),
  parse(output) {
    if (output.optional('absent') !== null) return { exists: false, transactionId: 0, buckets: [] };
    const attempts = output.withPrefix('file:').map(({ key, bytes }) => ({
      // Reading begins with the meta pages.
      metasBefore: output.optional(`before:${key}`) ?? bytes,
      file: bytes,
      metasAfter: output.part(`after:${key}`),
    }));
    if (attempts.length === 0) {
      throw new ParseFailure({
        tool: 'snapshots.db',
        message: 'BuildKit’s snapshots.db came back without its content.',
      });
    }
    return parseBuildkitSnapshots(attempts);
  },
};
export default buildkitSnapshots;
