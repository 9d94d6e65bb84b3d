import { afterAll, beforeAll, describe, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { allCases } from './cases/all-cases.ts';
import { type FaultCase, meanwhileFault, twiceFault } from './fault-case.ts';
import { FaultHost } from './fault-host.ts';
import { strideOf } from './strides.ts';
import { type Fault, faults } from './strike-at.ts';
import { applyTwice, strikeBoundaries, useMeanwhile } from './strike-case.ts';

/** Every fault at the boundaries of every action (test/faults/cases): what each case is struck with, and how it is judged, is strike-case.ts. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults at the boundaries of every action: ${lab.reason}`);

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('faults on %s', (kind) => {
  const cases = allCases.filter((each) => each.kind === kind);
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start(kind, 0);
  });
  afterAll(async () => target?.stop());

  /** Each fault begins elsewhere, so that strides meet different boundaries. */
  const placed = (each: FaultCase, fault: Fault) => {
    const stride = strideOf(each, fault);
    const offset = (faults as readonly Fault[]).indexOf(fault) * 3 + cases.indexOf(each) + (kind === 'btrfs' ? 1 : 0);
    return { first: 1 + (offset % stride), stride };
  };

  describe.each(cases)('$title', (each) => {
    it.each(faults.filter((fault) => each.leftOut?.[fault] === undefined))(
      '%s',
      async (fault) => strikeBoundaries(target, each, fault, placed(each, fault)),
      1_800_000,
    );
    const { meanwhile } = each;
    if (meanwhile !== undefined) it(meanwhileFault, async () => useMeanwhile(target, each, meanwhile));
    it(twiceFault, async () => applyTwice(target, each));
  });
});
