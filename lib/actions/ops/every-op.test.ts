import { describe, expect, it } from 'vitest';
import { backupCases } from '../../../test/helpers/ops/backup-cases.ts';
import { engineCases, volumeCaseOnBtrfs } from '../../../test/helpers/ops/engine-cases.ts';
import { btrfsCases, hostCases } from '../../../test/helpers/ops/host-cases.ts';
import { imageCases } from '../../../test/helpers/ops/image-cases.ts';
import { btrfsLayerCases, overlayLayerCases } from '../../../test/helpers/ops/layer-cases.ts';
import { afterMoveCases, beforeMoveCases } from '../../../test/helpers/ops/migration-cases.ts';
import { registry } from './registry.generated.ts';
import { leaseOpsOnHost, leaseRefusals } from './testing/lease-refusals.ts';
import { stubRefusals } from './testing/stub-refusals.ts';

/**
 * An op without a case on a real host is not tested, nor is a guard of it that nothing raises. New ones are found here. The host ring
 * runs the cases (testOps: run, run again, refused on another host), stubbed-ops.shell.test.ts the refusals of stub-refusals.ts. Those over
 * containerd are run by containerd-runs.host.test.ts, and refused in lease-ops.test.ts.
 */
const cases = [
  ...overlayLayerCases,
  ...btrfsLayerCases,
  ...engineCases,
  volumeCaseOnBtrfs,
  ...hostCases,
  ...btrfsCases,
  ...beforeMoveCases,
  ...afterMoveCases,
  ...imageCases,
  ...backupCases,
];

describe('every op', () => {
  it.each(registry.map(({ id }) => id))('%s has a case for real hosts', (id) => {
    expect(cases.some(({ op }) => op === id) || leaseOpsOnHost.includes(id)).toBe(true);
  });

  it.each(registry.flatMap(({ id, guards }) => guards.map((guard): [string, string] => [id, guard])))(
    '%s has a refusal by %s, on a real host or a stubbed one',
    (id, guard) => {
      const onHost = cases.some(({ op, refusals }) => op === id && refusals.some((each) => each.guard === guard));
      const onStub = stubRefusals.some((each) => each.op === id && each.guard === guard);
      const onStore =
        leaseRefusals.some((each) => each.op === id && each.guard === guard) ||
        // lease-ops.test.ts: it refuses by what it finds, not by what is asked of it.
        (id === 'compare-lists' && guard === 'references');
      expect(onHost || onStub || onStore, `write a refusal of ${id} by ${guard}`).toBe(true);
    },
  );

  it('no case is about an op or a guard that is gone', () => {
    for (const { op, refusals } of cases) {
      const found = registry.find(({ id }) => id === op);
      expect(found, op).toBeDefined();
      for (const { guard } of refusals) expect(found?.guards, `${op}: ${guard}`).toContain(guard);
    }
    for (const { op, guard } of stubRefusals) expect(registry.find(({ id }) => id === op)?.guards, op).toContain(guard);
  });
});
