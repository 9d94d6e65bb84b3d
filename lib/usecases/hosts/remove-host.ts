import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { AccessError } from '../../domain/errors.ts';
import type { ArtifactReport } from '../../domain/host-artifact.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { refuseDeclared } from '../declared/declared-store.ts';
import { forgetUnusedRecordings } from '../recordings/recordings.ts';
import { cleanHost, findArtifacts } from './host-artifacts.ts';
import { hostOf } from './hosts.ts';

/** What Bilge remembers of a host under its id. */
const perHost = ['disk-looks', 'due-quarantines', 'failed-measurements', 'forecasts', 'unused-since'] as const;

/**
 * Removes the host, after listing what Bilge left on it. With `clean`, Bilge's own files there are deleted first; a host that cannot
 * be reached is then not removed, because its files would be forgotten with it. Returns what stays there.
 */
export async function removeHost(
  app: Application,
  actor: Actor,
  idOrName: string,
  options: { clean?: boolean } = {},
): Promise<ArtifactReport> {
  requireRole(actor, 'admin');
  const host = hostOf(app, idOrName);
  refuseDeclared(app, actor, 'host', host.name);
  return audited(
    app,
    actor,
    {
      action: 'host.remove',
      subject: host.name,
      hostId: host.id,
      detail: { clean: options.clean === true },
      announce: options.clean === true,
    },
    async () => {
      if (options.clean && app.settings.isReadOnly) throw readOnly();
      const left = options.clean ? await cleanHost(app, host) : await findArtifacts(app, actor, host.id);
      await app.pool.close(host.id);
      app.store.hosts.remove(host.id);
      for (const name of perHost) app.store.documents.stored(name).remove(host.id);
      forgetUnusedRecordings(app);
      app.events.publish({ type: 'hosts' });
      return left;
    },
  );
}

function readOnly(): AccessError {
  return new AccessError({
    kind: 'read-only',
    message:
      'This dashboard is read-only (BILGE_READ_ONLY) and changes nothing on hosts. Remove the host without cleaning it.',
  });
}
