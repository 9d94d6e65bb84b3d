import { expect, it } from 'vitest';
import { measureWritten } from './written.ts';

it('a scan of a host that changes a little writes at most twenty pages of the database', async () => {
  const { logBytesPerScan } = await measureWritten(8);
  expect(logBytesPerScan).toBeGreaterThan(4096);
  expect(logBytesPerScan).toBeLessThan(20 * 4120);
});
