import { afterAll, afterEach } from 'vitest';
import { type HostKind, type HostOptions, type LabHost, startHost, stopAll } from '../../lab/lab.ts';

/** For tests that each spoil a host of their own: `begin` boots it, and it is gone after the test. */
export function oneHostPerTest(): (kind: HostKind, options?: HostOptions) => Promise<LabHost> {
  let host: LabHost | undefined;
  afterEach(async () => {
    await host?.stop();
    host = undefined;
  });
  afterAll(stopAll);
  return async (kind, options = {}) => {
    host = await startHost(kind, options);
    return host;
  };
}
