import { type Guard, notKnown, pass, refuse } from './guard.ts';

export interface AgeQuestion {
  /** latest time at which it was made, used or changed; null = not known */
  lastUsedSeconds: number | null;
  /** since when the scans have seen it unused; null = never before; absent where only use and making count */
  unusedSeconds?: number | null | undefined;
  minAgeHours: number;
  what: string;
}

/** What was used a moment ago is not garbage; of unknown age is not old (G1 and G2 of docs/reference/guard-lessons.md). */
export const oldEnough: Guard<AgeQuestion> = {
  id: 'minimum-age',
  about: 'What was made or used lately stays.',
  // Age only grows. What can make an object young again since the plan is judged instead: that it ran, was made anew, came into use.
  recheck: {
    'remove-container': 'judge_container',
    'remove-image': 'users_of',
    'remove-volume': 'judge_date',
    'remove-network': 'users_of',
    // BuildKit tells no age of one record and judges use by itself.
    'remove-build-cache': null,
  },
  check({ now }, { lastUsedSeconds, unusedSeconds, minAgeHours, what }) {
    if (minAgeHours === 0) return pass('No minimum age was asked for.');
    if (lastUsedSeconds === null)
      return notKnown(
        `When it was ${what} is not known, so it is treated as new. With minAgeHours=0 it would be listed.`,
      );
    const hours = (Date.parse(now) / 1000 - lastUsedSeconds) / 3600;
    if (!Number.isFinite(hours)) return notKnown(`How long ago it was ${what} cannot be told.`);
    if (hours < minAgeHours) return refuse(`It was ${what} ${ago(hours)} ago; the minimum age is ${minAgeHours} h.`);
    if (unusedSeconds === null)
      return notKnown(
        `It is seen unused for the first time just now; the minimum age is ${minAgeHours} h. With minAgeHours=0 it would be listed.`,
      );
    if (unusedSeconds !== undefined) {
      const unusedHours = (Date.parse(now) / 1000 - unusedSeconds) / 3600;
      if (unusedHours < minAgeHours)
        return refuse(
          `It is known to be unused for ${ago(unusedHours)} only; the minimum age is ${minAgeHours} h. With minAgeHours=0 it would be listed.`,
        );
    }
    return pass(`It was ${what} ${ago(hours)} ago.`);
  },
};

function ago(hours: number): string {
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`;
  return hours < 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
