import type { Actor } from '../../lib/access/actor.ts';
import { scheduledKinds, scheduleInput } from '../../lib/domain/schedule.ts';
import { closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { listActions, readLeakedOffers } from '../../lib/usecases/plans/actions.ts';
import { previewSchedule } from '../../lib/usecases/schedules/schedules.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';

const actor: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

/**
 * What pages and schedules would do about leases on the host `nas` of that data directory, by the use cases that they are made of: buttons of the
 * page of actions, those of the page of layers, and the steps of every kind of schedule.
 */
export async function leasesOffered(data: string, action: string): Promise<{ looked: number; offered: string[] }> {
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: data }));
  try {
    const listed = listActions(app, actor, 'nas').filter(({ id }) => id === action);
    const buttons = listed.filter(({ available }) => available).map(({ offer }) => `actions: ${offer.label}`);
    const layers = readLeakedOffers(app, actor, 'nas').filter((offer) => offer.actionId === action);
    const previews = scheduledKinds.map((kind) => ({
      kind,
      steps: previewSchedule(
        app,
        actor,
        scheduleInput.parse({ name: kind, host: 'nas', kind, when: 'every Sunday at 03:00' }),
      ).steps,
    }));
    // Blocked for another reason than a refusal says nothing.
    const notJudged = [...listed.map(({ offer }) => offer), ...layers]
      .filter(({ blocked }) => blocked !== null && blocked.kind !== 'refused')
      .map(({ label, blocked }) => `${label}: ${blocked?.reason}`);
    return {
      looked: listed.length + layers.length + previews.length,
      offered: [
        ...buttons,
        ...notJudged,
        ...layers.filter(({ blocked }) => blocked === null).map(({ label }) => `layers: ${label}`),
        ...previews.flatMap(({ kind, steps }) =>
          steps
            .filter(({ title }) => /\b(?:lease|hold)\b/i.test(title))
            .map(({ title }) => `schedule ${kind}: ${title}`),
        ),
      ],
    };
  } finally {
    await closeApplication(app);
  }
}
