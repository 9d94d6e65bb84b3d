import type { ShownElsewhere } from './op-case.ts';

/** Guards that no honest host can be brought to raise at the right moment: the test that shows them on a made-up one. */
const stub = 'lib/actions/ops/stubbed-ops.test.ts';
const script = 'lib/runs/compile.test.ts';

export const shownElsewhere: readonly ShownElsewhere[] = [
  ...['set-aside-layer', 'purge-entry'].map((op) => ({ op, guard: 'buildkit', file: script, test: 'BuildKit' })),
  ...['remove-container', 'remove-image', 'remove-network', 'remove-volume', 'remove-build-cache'].map((op) => ({
    op,
    guard: 'engine',
    file: stub,
    test: 'the engine says no after all',
  })),
  ...['balance-data', 'scrub'].flatMap((op) => [
    { op, guard: 'filesystem', file: stub, test: 'another filesystem lies there' },
    { op, guard: 'busy', file: stub, test: 'a balance runs there already' },
  ]),
  { op: 'remove-store', guard: 'in-use', file: stub, test: 'the driver is in use again' },
  { op: 'remove-volume', guard: 'identity', file: stub, test: 'the volume lies elsewhere now' },
  { op: 'remove-volume', guard: 'changed', file: stub, test: 'one that was made anew under the same name stays' },
  { op: 'delete-nested-subvolume', guard: 'identity', file: stub, test: 'the volume lies elsewhere now' },
  { op: 'clear-nested-mounts', guard: 'identity', file: stub, test: 'the volume lies elsewhere now' },
  { op: 'set-aside-dead-mount', guard: 'quotas-kept', file: stub, test: 'quotas would be lost' },
];
