import { closeAbandonedBatches } from '../batches/batch-store.ts';
import { dashboardItself, type JobKind } from '../jobs/job-kind.ts';
import { followUnfinished } from './follow-runs.ts';

const everyMs = 30_000;

/** Also runs that the command line started and left are picked up. What an earlier process had begun is closed: no batch goes on by itself. */
export const followJob: JobKind = {
  id: 'follow',
  title: 'Follow runs',
  isQuick: true,
  subjects: () => dashboardItself,
  everyMs: () => everyMs,
  backOff: () => ({ firstMs: everyMs, longestMs: everyMs }),
  async work({ app }) {
    closeAbandonedBatches(app);
    followUnfinished(app);
    return undefined;
  },
};
