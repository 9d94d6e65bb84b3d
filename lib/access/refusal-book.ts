/**
 * Unauthenticated visitors must not flood the audit log, nor hide one line among ten thousand: a refusal is written once an hour
 * per action, user and address, and at most `mostLines` in total; the others are counted, and one line gives their number.
 */
const hourMs = 3_600_000;
const mostLines = 30;

export interface RefusalBook {
  /** True where this refusal gets a line of its own; else it was counted. */
  isNew(what: string, nowMs: number): boolean;
  /** Once after each hour in which any were only counted. */
  summary(nowMs: number): { refusals: number; from: string; to: string } | null;
}

export function refusalBook(): RefusalBook {
  let beganMs = Number.NEGATIVE_INFINITY;
  let written = new Set<string>();
  let counted = 0;
  let lastMs = 0;

  const begin = (nowMs: number): void => {
    beganMs = nowMs;
    written = new Set();
    counted = 0;
  };
  const isOver = (nowMs: number): boolean => nowMs - beganMs >= hourMs || nowMs < beganMs;

  return {
    isNew(what, nowMs) {
      if (isOver(nowMs)) begin(nowMs);
      if (!written.has(what) && written.size < mostLines) {
        written.add(what);
        return true;
      }
      counted += 1;
      lastMs = nowMs;
      return false;
    },
    summary(nowMs) {
      if (counted === 0 || !isOver(nowMs)) return null;
      const told = { refusals: counted, from: iso(beganMs), to: iso(lastMs) };
      begin(nowMs);
      return told;
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
