import { type Guard, notKnown, pass, refuse } from './guard.ts';

export interface AgeQuestion {
  /** latest time at which it was created, used or changed; null = unknown */
  lastUsedSeconds: number | null;
  /** since when scans have seen it unused; null = not before this one; absent where only use and creation count */
  unusedSeconds?: number | null | undefined;
  minAgeHours: number;
  what: string;
}

/** What was used a moment ago is not garbage, and an unknown age is not old (G1 and G2 of docs/reference/guard-lessons.md). */
export const oldEnough: Guard<AgeQuestion> = {
  id: 'minimum-age',
  about: 'What was created or used recently is kept.',
  // Age only grows. Instead, what makes an object young again since the plan is checked: it ran, was recreated, or is used.
  recheck: {
    'remove-container': 'judge_container',
    'remove-image': 'users_of',
    'remove-volume': 'judge_date',
    'remove-network': 'users_of',
    // BuildKit reports no age of a single record, and checks its use itself.
    'remove-build-cache': null,
  },
  check({ now }, { lastUsedSeconds, unusedSeconds, minAgeHours, what }) {
    if (minAgeHours === 0) return pass('No minimum age was set.');
    if (lastUsedSeconds === null) return notKnown(`It is unknown when it was ${what}, so it counts as new.`);
    const hours = (Date.parse(now) / 1000 - lastUsedSeconds) / 3600;
    if (!Number.isFinite(hours)) return notKnown(`It is unknown how long ago it was ${what}.`);
    if (hours < minAgeHours) return refuse(`It was ${what} ${ago(hours)} ago; minimum age ${minAgeHours} h.`);
    if (unusedSeconds === null) return notKnown(`First seen unused in this scan; minimum age ${minAgeHours} h.`);
    if (unusedSeconds !== undefined) {
      const unusedHours = (Date.parse(now) / 1000 - unusedSeconds) / 3600;
      if (unusedHours < minAgeHours)
        return refuse(`Seen unused for only ${ago(unusedHours)}; minimum age ${minAgeHours} h.`);
    }
    return pass(`It was ${what} ${ago(hours)} ago.`);
  },
};

function ago(hours: number): string {
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`;
  return hours < 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
