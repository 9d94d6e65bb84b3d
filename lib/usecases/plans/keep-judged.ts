import { inSlices } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { tickingWithoutOverlap } from '../core/ticking.ts';
import { forgetRemovedOffers, missingJudgement } from './host-offers.ts';

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
      const work = missingJudgement(app, host);
      if (work === null) continue;
      await inSlices(work);
      app.events.publish({ type: 'host', hostId: host.id });
    }
  });
  return () => {
    forget();
    stop();
  };
}
