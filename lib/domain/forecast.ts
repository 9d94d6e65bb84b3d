import { z } from 'zod';

const band = z.object({ low: z.number(), middle: z.number(), high: z.number() });

const forecastOutcome = z.union([
  z.object({ state: z.literal('too-early'), days: z.number(), needed: z.number() }),
  z.object({
    state: z.literal('known'),
    bytesPerDay: z.number(),
    fullWithin7: z.number(),
    fullWithin30: z.number(),
    days: z.object({ early: z.number().nullable(), likely: z.number().nullable(), late: z.number().nullable() }),
    in7: band,
    in30: band,
    sinceDay: z.number(),
    hasChanged: z.boolean(),
    isFlat: z.boolean(),
  }),
]);

/** What was forecast on a day, and what came: `actual…` is null until then, and where nothing was measured then. */
const loggedForecast = z.object({
  /** days since 1970 */
  day: z.number(),
  usedBytes: z.number(),
  in7: band,
  in30: band,
  actual7: z.number().nullable(),
  actual30: z.number().nullable(),
});
export type LoggedForecast = z.output<typeof loggedForecast>;

/** One document for each host. */
export const storedForecast = z.object({
  madeAt: z.string(),
  /** of the last point, in days since 1970 */
  day: z.number(),
  capacityBytes: z.number(),
  /** where the filesystem of Docker's data is mounted; not in those of older versions */
  mountPoint: z.string().exactOptional(),
  /** as schedules go on cleaning up */
  usual: forecastOutcome,
  /** as if nothing were cleaned up */
  uncleaned: forecastOutcome,
  /** the ledger row that grew most in the window */
  driver: z.object({ row: z.string(), bytesPerDay: z.number() }).nullable(),
  log: z.array(loggedForecast),
});
export type StoredForecast = z.output<typeof storedForecast>;

/** How past forecasts of a host came out. */
export interface ForecastRecord {
  days: 7 | 30;
  scored: number;
  inBand: number;
  /** of used bytes, relative, the middle of all */
  medianError: number;
}

export interface ShownForecast extends Omit<StoredForecast, 'log'> {
  record: ForecastRecord[];
}

export const shownForecast = storedForecast.omit({ log: true }).extend({
  record: z.array(
    z.object({
      days: z.union([z.literal(7), z.literal(30)]),
      scored: z.number(),
      inBand: z.number(),
      medianError: z.number(),
    }),
  ),
});
