import { describe, expect, it, vi } from 'vitest';
import { tickingWithoutOverlap } from './ticking.ts';

describe('work that comes again and again', () => {
  it('never overlaps itself, however long it takes, and ends', async () => {
    vi.useFakeTimers();
    try {
      let begun = 0;
      let finish = (): void => {};
      const stop = tickingWithoutOverlap(1_000, () => {
        begun += 1;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(begun).toBe(1);
      finish();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(begun).toBe(2);
      stop();
      finish();
      await vi.advanceTimersByTimeAsync(60_000);
      expect([begun, vi.getTimerCount()]).toEqual([2, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('goes on after a failure, and can see that it was stopped', async () => {
    vi.useFakeTimers();
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const seen: boolean[] = [];
      const stop = tickingWithoutOverlap(1_000, async (isStopped) => {
        seen.push(isStopped());
        throw new Error('once more');
      });
      await vi.advanceTimersByTimeAsync(2_000);
      stop();
      expect(seen).toEqual([false, false, false]);
      expect(said).toHaveBeenCalledWith('background work: once more');
    } finally {
      said.mockRestore();
      vi.useRealTimers();
    }
  });
});
