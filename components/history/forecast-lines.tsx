import { formatBytes } from '@/lib/domain/bytes';
import type { ForecastRecord, ShownForecast } from '@/lib/domain/forecast';
import { counted, formatMoment, formatPercent } from '@/lib/domain/format';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { ledgerRowIds } from '@/lib/domain/storage-report';
import { InlineText } from '../ui/inline-text';
import { LocalTime } from '../ui/relative-time';

type Outcome = ShownForecast['usual'];

const dayMs = 86_400_000;
/** Days are counted in UTC; their noon is the same day in almost every zone. */
const noonOf = (day: number): number => (day + 0.5) * dayMs;

/** When it will be full: a chance and a range, or that it cannot be said yet; and how earlier forecasts came out. */
export function ForecastLines({ forecast }: { forecast: ShownForecast | null }) {
  return (
    <section aria-labelledby="forecast" className="mt-6 max-w-prose text-sm">
      <h2 id="forecast" className="text-lg font-semibold">
        Forecast
      </h2>
      {forecast === null || forecast.usual.state === 'too-early' ? (
        <p className="mt-1 text-soft">
          Cannot tell yet: {forecast?.usual.state === 'too-early' ? `${counted(forecast.usual.days, 'day')} of ` : ''}14
          days of figures are needed.
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
        Full within 7 days: <strong>{formatPercent(usual.fullWithin7 * 100)}</strong> · within 30 days:{' '}
        <strong>{formatPercent(usual.fullWithin30 * 100)}</strong>
      </p>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-soft">{isSame ? 'As it grows now' : 'With your schedules'}</dt>
        <dd>
          <InlineText text={rangeWords(forecast, usual)} dates="day" />
        </dd>
        {isSame || forecast.uncleaned.state !== 'known' ? null : (
          <>
            <dt className="text-soft">If nothing is cleaned</dt>
            <dd>
              <InlineText text={rangeWords(forecast, forecast.uncleaned)} dates="day" />
            </dd>
          </>
        )}
        {row && forecast.driver ? (
          <>
            <dt className="text-soft">Grows most</dt>
            <dd>
              {ledgerTitles[row].title}, about {formatBytes(forecast.driver.bytesPerDay)} a day
            </dd>
          </>
        ) : null}
        {usual.hasChanged ? (
          <>
            <dt className="text-soft">Growth changed</dt>
            <dd>
              on <LocalTime at={noonOf(usual.sinceDay)} show="day" />; only the days since then count
            </dd>
          </>
        ) : null}
      </dl>
      <p className="mt-2 text-soft">{recordWords(forecast.record)}</p>
    </>
  );
}

function rangeWords({ day }: ShownForecast, outcome: Outcome): string {
  if (outcome.state !== 'known') return 'cannot tell yet';
  const { early, likely, late } = outcome.days;
  const on = (days: number): string => formatMoment(noonOf(day + days));
  if (outcome.isFlat && outcome.fullWithin30 < 0.1) return 'Not filling: growth cannot be told from none.';
  if (early === null) return 'Not full within a year, in nine of ten futures.';
  if (likely === null) return `Perhaps from ${on(early)} on; more likely not within a year.`;
  return `Full around ${on(likely)} (80%: ${on(early)} to ${late === null ? 'more than a year from now' : on(late)}).`;
}

function recordWords(record: readonly ForecastRecord[]): string {
  const lines = record
    .filter(({ scored }) => scored > 0)
    .map(
      ({ days, scored, inBand, medianError }) =>
        `${counted(scored, 'forecast')} over ${days} days: ${inBand} inside their 80% band, off by ${formatPercent(medianError * 100)} in the middle`,
    );
  return lines.length === 0
    ? 'No forecast of this host is old enough to be scored.'
    : `So far on this host: ${lines.join('; ')}.`;
}
