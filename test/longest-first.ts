import fs from 'node:fs';
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take longest, the longest first, so that none of them begins when the others are nearly done: a fresh clone has no
 * measured times, and vitest would then take the largest files first, whatever they do. A file that is missing here only comes later.
 */
const longest: readonly string[] = [
  // on hosts, above a minute
  'test/traps/containers-and-volumes.host.test.ts',
  'lib/actions/ops/overlay-ops.host.test.ts',
  'lib/actions/leak-classes.host.test.ts',
  'lib/facts/collect.host.test.ts',
  'test/traps/overlay-and-cache.host.test.ts',
  'test/traps/containerd-data-root.host.test.ts',
  'test/states/states.host.test.ts',
  'lib/usecases/runs/containerd-runs.host.test.ts',
  'lib/actions/ops/btrfs-ops.host.test.ts',
  'lib/actions/remove-leaked-layers.host.test.ts',
  'test/chaos/leak-proof.host.test.ts',
  'lab/lab.host.test.ts',
  'test/platforms/platforms.host.test.ts',
  'lib/actions/cut-off-release.host.test.ts',
  'bin/cli.host.test.ts',
  'test/traps/acting.host.test.ts',
  'test/platforms/restart-docker.host.test.ts',
  'lib/runs/faults.host.test.ts',
  'test/traps/containerd-leases.host.test.ts',
  // of `programs`, above a quarter of a minute
  'lib/runs/pieces.shell.test.ts',
  'lib/facts/scan-script.shell.test.ts',
  'lib/actions/ops/stubbed-ops.shell.test.ts',
  'lib/hosts/ssh/ssh-session.shell.test.ts',
  'lib/usecases/demo/demo-hosts.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const at = longest.indexOf(path.relative(project.config.root, moduleId));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** For the test that keeps the list true. */
export function missingFiles(root: string): string[] {
  return longest.filter((file) => !fs.existsSync(path.join(root, file)));
}
