import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../../../e2e/lab/lab.ts';
import { engineCases } from './testing/engine-cases.ts';
import { hostCases } from './testing/host-cases.ts';
import { overlayLayerCases } from './testing/layer-cases.ts';
import { testOps } from './testing/op-case.ts';
import { OpHost } from './testing/op-host.ts';

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
