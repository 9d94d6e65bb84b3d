import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../../../e2e/lab/lab.ts';
import { volumeCaseOnBtrfs } from './testing/engine-cases.ts';
import { btrfsCases } from './testing/host-cases.ts';
import { btrfsLayerCases } from './testing/layer-cases.ts';
import { testOps } from './testing/op-case.ts';
import { OpHost } from './testing/op-host.ts';

const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED ops on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok)('each op on btrfs (engine 20.10)', () => {
  let target: OpHost;
  beforeAll(async () => {
    target = await OpHost.start('btrfs');
  });
  afterAll(async () => target?.stop());
  testOps('layers', btrfsLayerCases, () => target);
  testOps('volumes', [volumeCaseOnBtrfs], () => target);
  testOps('btrfs', btrfsCases, () => target);
});
