import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { known } from '@/lib/domain/fact';
import { ForecastLines } from '../history/forecast-lines';
import { layerColumns } from '../layers/layer-columns';
import { layerTableData } from '../layers/layer-entries';
import { spaceWords } from '../plans/plan-words';
import { buildReport } from '../testing/fixtures';
import { InlineText } from './inline-text';
import { ReaderClockProvider } from './reader-clock';
import { LocalTime } from './relative-time';

vi.mock('next/navigation', () => ({ usePathname: () => '/' }));

/** Half an hour before midnight in UTC: another day for both of them. */
const late = '2026-12-06T23:30:00.000Z';
const readers = [
  { who: 'a German', zone: 'Europe/Berlin', locale: 'de-DE', day: '7. Dez. 2026', moment: '7. Dez. 2026, 00:30' },
  {
    who: 'an American',
    zone: 'America/New_York',
    locale: 'en-US',
    day: 'Dec 6, 2026',
    moment: 'Dec 6, 2026, 06:30 PM',
  },
] as const;

describe.each(readers)('what $who reads', ({ zone, locale, day, moment }) => {
  const shown = (children: ReactElement): string =>
    renderToStaticMarkup(createElement(ReaderClockProvider, { zone, locale, drawnMs: 0, children })).replace(
      /<[^>]*>/g,
      '',
    );

  it('a moment, its day, and both within a text of a plan', () => {
    expect(shown(createElement(LocalTime, { at: late }))).toBe(moment);
    expect(shown(createElement(LocalTime, { at: late, show: 'day' }))).toBe(day);
    const estimate = { freedBytes: known(0), exact: true, freesNow: false, seconds: 1, objects: 1, how: '' };
    const text = spaceWords({ estimate: { ...estimate, setAside: { bytes: known(1024), purgeAt: late } } });
    expect(shown(createElement(InlineText, { text }))).toBe(
      `Quarantines 1.0 KiB; freed on ${moment}, or earlier if you choose`,
    );
    expect(shown(createElement(InlineText, { text, dates: 'day' }))).toContain(`freed on ${day},`);
  });

  it('the age of a layer, and the day on which a disk is full', () => {
    const created = layerColumns([], false).find(({ id }) => id === 'bornSeconds');
    const [entry] = layerTableData(buildReport).entries;
    if (created === undefined || entry === undefined) throw new Error('the table has no such column');
    const cell = created.cell({ ...entry, bornSeconds: Date.parse(late) / 1000 });
    expect(shown(createElement('div', null, cell))).toBe(day);
    const known3 = { early: 3, likely: 5, late: 9 };
    const usual = { state: 'known', fullWithin7: 0.5, fullWithin30: 0.9, days: known3, isFlat: false } as const;
    const outcome = { ...usual, hasChanged: true, sinceDay: Date.parse('2026-12-06') / 86_400_000 };
    const forecast = { day: outcome.sinceDay, usual: outcome, uncleaned: outcome, driver: null, record: [] };
    const words = shown(createElement(ForecastLines, { forecast } as unknown as Parameters<typeof ForecastLines>[0]));
    expect(words).toContain(locale === 'de-DE' ? 'Full around 11. Dez. 2026' : 'Full around Dec 11, 2026');
  });
});
