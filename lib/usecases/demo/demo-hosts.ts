import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { inventedHistory } from '../../demo/invented-history.ts';
import { type DemoRecording, demoNames } from '../../demo/recording.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { type Host, hostSettingsSchema } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { makeForecast } from '../forecast/forecasts.ts';
import { recordingOf } from '../recordings/recordings.ts';
import { scanHost } from '../scans/scan-host.ts';

/**
 * Demo hosts: recordings that are looked at, judged, planned on and cleaned like any host, and of which nothing is ever connected
 * to. Their past runs are in the store; what they look like now is the recording with those done to it.
 */
export async function addDemoHosts(app: Application, actor: Actor): Promise<Host[]> {
  requireRole(actor, 'admin');
  const present = new Set(app.store.hosts.all().map(({ url }) => url));
  const missing = demoNames.filter((name) => !present.has(`demo:${name}`));
  return Promise.all(
    missing.map((name) => {
      const host: Host = {
        id: newId('host'),
        name: freeName(app, `demo-${name}`),
        url: `demo:${name}`,
        settings: hostSettingsSchema.parse({}),
        createdAt: app.now().toISOString(),
      };
      return audited(app, actor, { action: 'host.add', subject: host.name }, () => {
        app.store.hosts.add(host);
        app.events.publish({ type: 'hosts' });
        return host;
      });
    }),
  );
}

/** For the page that offers them: they have been scanned when it answers. */
export async function offerDemoHosts(app: Application, actor: Actor): Promise<Host[]> {
  const added = await addDemoHosts(app, actor);
  for (const { id } of added) {
    await scanHost(app, actor, id, { measure: true });
    inventPast(app, id);
    const host = app.store.hosts.byId(id);
    if (host !== null) await makeForecast(app, host);
  }
  return added;
}

/** It was recorded once; the page of its history says that what came before is invented. */
function inventPast(app: Application, hostId: string): void {
  const latest = Object.entries(app.store.samples.latest(hostId)).map(([name, { value }]) => [name, value] as const);
  for (const { at, values } of inventedHistory(Object.fromEntries(latest), app.now()))
    app.store.samples.add(hostId, at, values);
}

/** Null for every other host. */
export function describeDemo(
  app: Application,
  host: Pick<Host, 'name' | 'url'>,
): Pick<DemoRecording, 'recordedAt' | 'about'> | null {
  if (!isDemoHost(host)) return null;
  const { recordedAt, about } = recordingOf(app, host);
  return { recordedAt, about };
}

/** A real host may already have this name. */
function freeName(app: Application, wanted: string): string {
  let name = wanted;
  for (let number = 2; app.store.hosts.byName(name) !== null; number += 1) name = `${wanted}-${number}`;
  return name;
}
