import { formatBytes } from '@/lib/domain/bytes';
import type { ForecastRecord, ShownForecast } from '@/lib/domain/forecast';
import { formatMoment, formatPercent } from '@/lib/domain/format';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { ledgerRowIds } from '@/lib/domain/storage-report';
import { InlineText } from '../ui/inline-text';
import { LocalTime } from '../ui/relative-time';
import { historyWords } from './history-words';

type Outcome = ShownForecast['usual'];

const dayMs = 86_400_000;
/** Days are counted in UTC; their noon is the same day in almost every zone. */
const noonOf = (day: number): number => (day + 0.5) * dayMs;

/** When it will be full: a chance and a range, or that it cannot be said yet; and how earlier forecasts came out. */
export function ForecastLines({ forecast }: { forecast: ShownForecast | null }) {
  return (
    <section aria-labelledby="forecast" className="mt-6 max-w-prose text-sm">
      <h2 id="forecast" className="text-lg font-semibold">
        {historyWords.forecast}
      </h2>
      {forecast === null || forecast.usual.state === 'too-early' ? (
        <p className="mt-1 text-soft">
          {historyWords.tooEarly(forecast?.usual.state === 'too-early' ? forecast.usual.days : null)}
        </p>
      ) : (
        <Known forecast={forecast} usual={forecast.usual} />
      )}
    </section>
  );
}

function Known({ forecast, usual }: { forecast: ShownForecast; usual: Extract<Outcome, { state: 'known' }> }) {
  const row = ledgerRowIds.find((each) => each === forecast.driver?.row);
  const isSame = JSON.stringify(forecast.usual) === JSON.stringify(forecast.uncleaned);
  return (
    <>
      <p className="mt-1">
        {historyWords.full7} <strong>{formatPercent(usual.fullWithin7 * 100)}</strong> {historyWords.full30}{' '}
        <strong>{formatPercent(usual.fullWithin30 * 100)}</strong>
      </p>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-soft">{isSame ? historyWords.asNow : historyWords.withSchedules}</dt>
        <dd>
          <InlineText text={rangeWords(forecast, usual)} dates="day" />
        </dd>
        {isSame || forecast.uncleaned.state !== 'known' ? null : (
          <>
            <dt className="text-soft">{historyWords.uncleaned}</dt>
            <dd>
              <InlineText text={rangeWords(forecast, forecast.uncleaned)} dates="day" />
            </dd>
          </>
        )}
        {row && forecast.driver ? (
          <>
            <dt className="text-soft">{historyWords.growsMost}</dt>
            <dd>{historyWords.growsBy(ledgerTitles[row].title, formatBytes(forecast.driver.bytesPerDay))}</dd>
          </>
        ) : null}
        {usual.hasChanged ? (
          <>
            <dt className="text-soft">{historyWords.changed}</dt>
            <dd>
              {historyWords.on} <LocalTime at={noonOf(usual.sinceDay)} show="day" />
              {historyWords.onlySince}
            </dd>
          </>
        ) : null}
      </dl>
      <p className="mt-2 text-soft">{recordWords(forecast.record)}</p>
    </>
  );
}

function rangeWords({ day }: ShownForecast, outcome: Outcome): string {
  if (outcome.state !== 'known') return historyWords.tooEarlyHere;
  const { early, likely, late } = outcome.days;
  const on = (days: number): string => formatMoment(noonOf(day + days));
  if (outcome.isFlat && outcome.fullWithin30 < 0.1) return historyWords.flat;
  if (early === null) return historyWords.unlikely;
  if (likely === null) return historyWords.perhaps(on(early));
  return historyWords.around(on(likely), on(early), late === null ? historyWords.overYear : on(late));
}

function recordWords(record: readonly ForecastRecord[]): string {
  const lines = record
    .filter(({ scored }) => scored > 0)
    .map(({ days, scored, inBand, medianError }) =>
      historyWords.scored(scored, days, inBand, formatPercent(medianError * 100)),
    );
  return lines.length === 0 ? historyWords.noRecord : historyWords.record(lines.join('; '));
}
