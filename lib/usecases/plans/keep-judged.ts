import type { Host } from '../../domain/host.ts';
import { inSlices } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { dashboardItself, type JobKind } from '../jobs/job-kind.ts';
import { oneByOne } from '../scans/shared-work.ts';
import { forgetRemovedOffers, lacksJudgement, missingJudgement } from './host-offers.ts';

/** also without an event: after midnight the dates on the buttons are others */
const everyMs = 60_000;

/**
 * Judges again, away from every request, what a change made unknown: a protection, a setting, a run, a start of the dashboard. Hosts one
 * after the other and piece by piece, so that no visitor waits; open pages are told.
 */
export const judgeJob: JobKind = {
  id: 'judge',
  title: 'Judge what can be done',
  isQuick: true,
  subjects: () => dashboardItself,
  everyMs: () => everyMs,
  backOff: () => ({ firstMs: everyMs, longestMs: everyMs }),
  listen: (app, wake) =>
    app.events.subscribe(({ type }) => {
      if (type !== 'progress') wake();
    }),
  async work({ app, signal }) {
    forgetRemovedOffers(app);
    for (const host of app.store.hosts.all()) {
      if (signal.aborted) return undefined;
      if (!lacksJudgement(app, host)) continue;
      try {
        if (await isJudgedNow(app, host)) app.events.publish({ type: 'host', hostId: host.id });
      } catch (error) {
        // One host whose facts cannot be judged must not keep the others unjudged for ever.
        if (!signal.aborted) logProblem(`judging what can be done on ${host.name}`, error);
      }
    }
    return undefined;
  },
};

/** Not while a scan of the host is being concluded: its facts are stored before its findings, and what is judged of both belongs together. */
function isJudgedNow(app: Application, host: Host): Promise<boolean> {
  return oneByOne(app, `conclude ${host.id}`, async () => {
    const work = missingJudgement(app, host);
    if (work === null) return false;
    await inSlices(work);
    return true;
  });
}
