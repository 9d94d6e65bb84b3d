import { unknown } from '../../domain/fact.ts';
import { sh } from '../../shell/sh.ts';
import { isAtLeast } from '../parsers/docker/api-version.ts';
import { parseBuildCache } from '../parsers/docker/build-cache.ts';
import { boltCopy } from './bolt-copy.ts';
import type { Collector } from './collector.ts';
import { needsGraphDriver } from './driver-layout.ts';

/**
 * BuildKit's records from its own database, for Engines whose API cannot list them without walking every volume (before 1.42, Docker
 * 23). Newer ones are asked (engine/build-cache.ts).
 */
const buildCache: Collector<'buildCache'> = {
  id: 'buildCache',
  limitSeconds: 30,
  gzip: true,
  appliesTo(context) {
    if (context.engine === null) return unknown('no-capability', 'The Docker Engine could not be reached.');
    if (isAtLeast(context.engine.apiVersion, 1, 42)) return unknown('not-collected', 'The Engine was not asked yet.');
    return needsGraphDriver(context);
  },
  script: () =>
    sh.lines(
      boltCopy,
      sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
bilge_enter "$BILGE_ROOT"
if [ ! -e buildkit ]; then bilge_part absent; exit 0; fi
[ -x buildkit ] || bilge_denied "$BILGE_ROOT/buildkit can only be read by root."
[ -e buildkit/metadata_v2.db ] || bilge_missing "BuildKit's records at $BILGE_ROOT/buildkit have a form (before Docker 20.10) that is not read."
bilge_database metadata buildkit/metadata_v2.db`,
    ),
  parse: (output, context) => parseBuildCache(output, context.section('buildkitSnapshots'), context.section('layerdb')),
};
export default buildCache;
