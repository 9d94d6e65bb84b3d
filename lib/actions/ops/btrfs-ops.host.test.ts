import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../../../lab/lab.ts';
import { volumeCaseOnBtrfs } from '../../../test/helpers/ops/engine-cases.ts';
import { btrfsCases } from '../../../test/helpers/ops/host-cases.ts';
import { btrfsLayerCases } from '../../../test/helpers/ops/layer-cases.ts';
import { testOps } from '../../../test/helpers/ops/op-case.ts';
import { OpHost } from '../../../test/helpers/ops/op-host.ts';

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
