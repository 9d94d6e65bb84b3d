import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../../../lab/lab.ts';
import { engineCases } from '../../../test/helpers/ops/engine-cases.ts';
import { hostCases } from '../../../test/helpers/ops/host-cases.ts';
import { overlayLayerCases } from '../../../test/helpers/ops/layer-cases.ts';
import { testOps } from '../../../test/helpers/ops/op-case.ts';
import { OpHost } from '../../../test/helpers/ops/op-host.ts';

const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED ops on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok)('each op on overlay2 (engine 26.1)', () => {
  let target: OpHost;
  beforeAll(async () => {
    target = await OpHost.start('trixie-ext4');
  });
  afterAll(async () => target?.stop());
  testOps('layers', overlayLayerCases, () => target);
  testOps('objects of the engine', engineCases, () => target);
  testOps('the host', hostCases, () => target);
});
