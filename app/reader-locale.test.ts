import { expect, it } from 'vitest';
import { parseLocale } from './reader-locale.ts';

it.each([
  ['de-DE,de;q=0.9,en;q=0.8', 'de-DE'],
  ['en-us', 'en-US'],
  ['en;q=0.5, fr-CH', 'fr-CH'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
  ['tlh, de;q=0.1', 'de'],
  ['ar-u-nu-arab, pt-BR;q=0.3', 'pt-BR'],
])('takes the first language it can write dates in: %s', (header, locale) => expect(parseLocale(header)).toBe(locale));

it.each([null, '', '*', 'de;q=0', '<b>', '../../etc/passwd', `de-${'x'.repeat(900)}`, ','.repeat(2000)])(
  'takes nothing else: %s',
  (header) => expect(parseLocale(header)).toBeNull(),
);
