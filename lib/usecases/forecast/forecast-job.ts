import { eachHost, type JobKind } from '../jobs/job-kind.ts';
import { makeForecast } from './forecasts.ts';

const everyMs = 24 * 3_600_000;

/** Once a day, away from every request: some hundred futures are drawn for each host. */
export const forecastJob: JobKind = {
  id: 'forecast',
  title: 'Forecast',
  subjects: eachHost,
  everyMs: () => everyMs,
  backOff: () => ({ firstMs: 3_600_000, longestMs: everyMs }),
  async work({ app, subject: { host } }) {
    if (host !== null) await makeForecast(app, host);
    return undefined;
  },
};
