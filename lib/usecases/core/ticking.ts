import { logProblem } from './log.ts';

/**
 * Does `work` now and then every `everyMs`, never twice at the same time: what takes longer than a beat (hosts that do not answer, one after
 * the other) would otherwise pile up, each beat with a line of its own behind the first. Returns how it ends.
 */
export function tickingWithoutOverlap(everyMs: number, work: (isStopped: () => boolean) => Promise<void>): () => void {
  let isRunning = false;
  let isStopped = false;
  const tick = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      await work(() => isStopped);
    } catch (error) {
      // A timer has no caller to throw to; the next beat tries again.
      if (!isStopped) logProblem('background work', error);
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(() => void tick(), everyMs);
  timer.unref();
  void tick();
  return () => {
    isStopped = true;
    clearInterval(timer);
  };
}
