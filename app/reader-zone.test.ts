import { expect, it } from 'vitest';
import { parseZone } from './reader-zone.ts';

it('takes a time zone that exists', () => {
  expect(parseZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(parseZone('UTC')).toBe('UTC');
});

it.each([undefined, '', 'Moon/Base', '../../etc/passwd', '<b>', 'A'.repeat(65), 'Europe/Berlin; x=1'])(
  'takes nothing else: %s',
  (value) => expect(parseZone(value)).toBeNull(),
);
