import type { Host } from '../../domain/host.ts';
import { inSlices } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { tickingWithoutOverlap } from '../core/ticking.ts';
import { oneByOne } from '../scans/shared-work.ts';
import { forgetRemovedOffers, lacksJudgement, missingJudgement } from './host-offers.ts';

const tickMs = 1_000;
/** also without an event: after midnight the dates on the buttons are others */
const everyTicks = 60;

/**
 * Judges again, away from every request, what a change made unknown: a protection, a setting, a run, a start of the dashboard. Hosts one
 * after the other and piece by piece, so that no visitor waits; open pages are told.
 */
export function startJudgingOffers(app: Application): () => void {
  let isWanted = true;
  let ticks = 0;
  const forget = app.events.subscribe(({ type }) => {
    if (type !== 'progress') isWanted = true;
  });
  const stop = tickingWithoutOverlap(tickMs, async (isStopped) => {
    ticks += 1;
    if (!isWanted && ticks % everyTicks !== 0) return;
    isWanted = false;
    forgetRemovedOffers(app);
    for (const host of app.store.hosts.all()) {
      if (isStopped()) return;
      if (!lacksJudgement(app, host)) continue;
      try {
        if (await isJudgedNow(app, host)) app.events.publish({ type: 'host', hostId: host.id });
      } catch (error) {
        // One host whose facts cannot be judged must not keep the others unjudged for ever.
        if (!isStopped()) logProblem(`judging what can be done on ${host.name}`, error);
      }
    }
  });
  return () => {
    forget();
    stop();
  };
}

/** Not while a scan of the host is being concluded: its facts are stored before its findings, and what is judged of both belongs together. */
function isJudgedNow(app: Application, host: Host): Promise<boolean> {
  return oneByOne(app, `conclude ${host.id}`, async () => {
    const work = missingJudgement(app, host);
    if (work === null) return false;
    await inSlices(work);
    return true;
  });
}
