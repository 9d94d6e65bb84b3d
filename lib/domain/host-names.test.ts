import { expect, it } from 'vitest';
import { confirmsName } from './host-names.ts';

it('a typed name confirms its host whatever a phone makes of it, and no other host', () => {
  for (const typed of ['demo-nas', 'Demo-NAS', ' demo-nas ', 'DEMO-NAS\t'])
    expect(confirmsName(typed, 'demo-nas')).toBe(true);
  for (const typed of ['', ' ', 'demo', 'demo-nas2', 'demo nas', 'demo‑nas', 'demo-nás'])
    expect(confirmsName(typed, 'demo-nas')).toBe(false);
  expect(confirmsName('', '')).toBe(false);
});
