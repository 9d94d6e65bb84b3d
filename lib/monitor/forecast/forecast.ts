import { seededRandom } from './seeded-random.ts';

/**
 * When a filesystem will be full: a block bootstrap of its daily growth. Many futures are drawn from runs of seven past days, so that what
 * comes weekly comes weekly in them too; where most of them are full by a day is the answer, and how far they lie apart is its band.
 * Least squares, which others use, takes a prune every Sunday for noise and a cleanup by hand for a trend (docs/evidence/forecast.md
 * has both beside each other). Pure: the same points always give the same forecast.
 */
export interface DayPoint {
  /** whole days since some beginning; ascending */
  day: number;
  usedBytes: number;
}

/** What someone did once: it will not come again, so it is taken out. What a schedule does is left in. */
export interface OneOff {
  day: number;
  /** how much the filesystem fell or grew by it; negative: freed */
  bytes: number;
}

export interface ForecastInput {
  points: readonly DayPoint[];
  capacityBytes: number;
  oneOffs?: readonly OneOff[];
  seed: number;
}

export type Forecast =
  | { state: 'too-early'; days: number; needed: number }
  | {
      state: 'known';
      /** of a day, over the window */
      bytesPerDay: number;
      /** share of futures in which it is full by then, 0 to 1 */
      fullWithin7: number;
      fullWithin30: number;
      /** days from the last point: a tenth, half and nine tenths of the futures are full by then; null: not within `horizonDays` */
      days: { early: number | null; likely: number | null; late: number | null };
      /** used bytes in 7 and 30 days: the middle, and the band that should hold 80% */
      in7: Band;
      in30: Band;
      /** from which day on growth is taken; later than the first point where growth changed */
      sinceDay: number;
      hasChanged: boolean;
      /** growth cannot be told from none */
      isFlat: boolean;
    };

export interface Band {
  low: number;
  middle: number;
  high: number;
}

const neededDays = 14;
const horizonDays = 365;
const windowDays = 56;
const blockDays = 7;
const futures = 400;
/** Blocks drawn from few days lie too near each other: the band is widened by this and by what a short window lacks. */
const widening = 1.3;

export function forecast({ points, capacityBytes, oneOffs = [], seed }: ForecastInput): Forecast {
  const daily = everyDay(points);
  if (daily.length < neededDays) return { state: 'too-early', days: daily.length, needed: neededDays };
  const deltas = daily.slice(1).map(({ day, usedBytes }, index) => ({
    day,
    bytes: usedBytes - (daily[index]?.usedBytes ?? usedBytes) - (oneOffs.find((one) => one.day === day)?.bytes ?? 0),
  }));
  const window = deltas.slice(-windowDays);
  const from = changePoint(window.map(({ bytes }) => bytes));
  const used = window.slice(from);
  const last = daily.at(-1);
  const growth = used.map(({ bytes }) => bytes);
  const now = last?.usedBytes ?? 0;
  const paths = drawnPaths(growth, seed);
  const room = capacityBytes - now;
  const fullOn = paths.map((path) => firstDayAbove(path, room)).sort((one, other) => one - other);
  const within = (days: number): number => fullOn.filter((day) => day <= days).length / fullOn.length;
  const at = (share: number): number | null => {
    const day = fullOn[Math.min(fullOn.length - 1, Math.floor(share * fullOn.length))] ?? Number.POSITIVE_INFINITY;
    return day > horizonDays ? null : day;
  };
  return {
    state: 'known',
    bytesPerDay: mean(growth),
    fullWithin7: within(7),
    fullWithin30: within(30),
    days: { early: at(0.1), likely: at(0.5), late: at(0.9) },
    in7: bandAt(paths, 7, now, growth.length),
    in30: bandAt(paths, 30, now, growth.length),
    sinceDay: used[0]?.day ?? last?.day ?? 0,
    hasChanged: from > 0,
    isFlat: isFlat(growth),
  };
}

/** One point a day, the last; a day without one lies on the line between its neighbours. */
function everyDay(points: readonly DayPoint[]): DayPoint[] {
  const byDay = new Map(points.map(({ day, usedBytes }) => [Math.floor(day), usedBytes]));
  const days = [...byDay.keys()].sort((one, other) => one - other);
  return days.flatMap((day, index) => {
    const usedBytes = byDay.get(day) ?? 0;
    const next = days[index + 1];
    if (next === undefined) return [{ day, usedBytes }];
    const step = ((byDay.get(next) ?? 0) - usedBytes) / (next - day);
    return Array.from({ length: next - day }, (_, gap) => ({ day: day + gap, usedBytes: usedBytes + step * gap }));
  });
}

const shortestAfterChange = 7;
/** In medians of absolute deviation of three-day sums; found on series of docs/evidence/forecast.md's first kind of seeds only. */
const changeThreshold = 6;

/**
 * Where growth changed for good (a leak began, a service was added): the split whose two sides differ most, if they differ by far more
 * than the days of each side do among themselves. What comes weekly does not count, because sides are compared by medians of weeks.
 */
export function changePoint(deltas: readonly number[]): number {
  let best = { at: 0, score: 0 };
  for (let at = shortestAfterChange; at <= deltas.length - shortestAfterChange; at += 1) {
    const before = weekSums(deltas.slice(0, at));
    const after = weekSums(deltas.slice(at));
    if (before.length < 3 || after.length < 1) continue;
    const spread = Math.max(deviation(before), deviation(after), Math.abs(median(before)) * 0.1, 1);
    const score = Math.abs(median(after) - median(before)) / spread;
    if (score > best.score) best = { at, score };
  }
  return best.score > changeThreshold ? best.at : 0;
}

/** Sums of seven days that lie one after the other, sliding by one. */
function weekSums(deltas: readonly number[]): number[] {
  return deltas.slice(0, Math.max(0, deltas.length - 6)).map((_, at) => sum(deltas.slice(at, at + 7)));
}

/** Cumulated growth by day, for each future. */
function drawnPaths(growth: readonly number[], seed: number): number[][] {
  const random = seededRandom(seed);
  const block = Math.min(blockDays, growth.length);
  const starts = growth.length - block + 1;
  return Array.from({ length: futures }, () => {
    const path: number[] = [];
    let total = 0;
    while (path.length < horizonDays) {
      const begin = Math.floor(random() * starts);
      for (const delta of growth.slice(begin, begin + block)) {
        total += delta;
        path.push(total);
      }
    }
    return path;
  });
}

function firstDayAbove(path: readonly number[], room: number): number {
  if (room <= 0) return 0;
  const index = path.findIndex((grown) => grown >= room);
  return index < 0 ? Number.POSITIVE_INFINITY : index + 1;
}

function bandAt(paths: readonly number[][], days: number, now: number, sample: number): Band {
  const values = paths.map((path) => path[days - 1] ?? 0).sort((one, other) => one - other);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
  const middle = at(0.5);
  const factor = Math.sqrt(1 + (2 * days) / Math.max(1, sample)) * widening;
  return {
    low: now + middle - (middle - at(0.1)) * factor,
    middle: now + middle,
    high: now + middle + (at(0.9) - middle) * factor,
  };
}

/** Less growth than its own uncertainty: twice the standard error of the mean, by weeks, because days depend on each other. */
function isFlat(growth: readonly number[]): boolean {
  const weeks = Array.from({ length: Math.floor(growth.length / 7) }, (_, week) =>
    sum(growth.slice(week * 7, week * 7 + 7)),
  );
  if (weeks.length < 2) return Math.abs(mean(growth)) < 1;
  const average = mean(weeks);
  const variance = sum(weeks.map((week) => (week - average) ** 2)) / (weeks.length - 1);
  return Math.abs(average) <= 2 * Math.sqrt(variance / weeks.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function deviation(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}
