import type { Actor } from '../access/actor.ts';
import { requireRole } from '../access/actor.ts';
import { InvalidInputError } from '../domain/errors.ts';
import type { PlanTarget } from '../domain/plan.ts';
import type { Application } from './application.ts';
import { audited } from './audited.ts';
import { hostOf } from './hosts.ts';

const kinds = [
  'volume',
  'container',
  'image',
  'layer',
  'network',
  'build-cache-record',
  'quarantine-entry',
  'store',
] as const satisfies PlanTarget['kind'][];

/** Spares an object from every cleanup, whatever its labels (labels cannot be added to what already exists). `volume:photos` or, where it is clear, `photos`. */
export function protect(
  app: Application,
  actor: Actor,
  idOrName: string,
  object: string,
): Promise<{ kind: string; id: string }> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  const target = targetOf(app, host.id, object);
  return audited(app, actor, { action: 'object.protected', subject: object, hostId: host.id }, () => {
    app.store.protections.put(host.id, {
      kind: target.kind,
      object: target.id,
      by: actor.name,
      at: app.now().toISOString(),
      reason: null,
    });
    app.events.publish({ type: 'host', hostId: host.id });
    return target;
  });
}

export function unprotect(
  app: Application,
  actor: Actor,
  idOrName: string,
  object: string,
): Promise<{ kind: string; id: string }> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  return audited(app, actor, { action: 'object.unprotected', subject: object, hostId: host.id }, () => {
    const held = app.store.protections
      .all(host.id)
      .find((entry) => entry.object === object || `${entry.kind}:${entry.object}` === object);
    if (!held) throw new InvalidInputError(`“${object}” is not protected on ${host.name}.`);
    app.store.protections.remove(host.id, held.kind, held.object);
    app.events.publish({ type: 'host', hostId: host.id });
    return { kind: held.kind, id: held.object };
  });
}

function targetOf(app: Application, hostId: string, object: string): { kind: (typeof kinds)[number]; id: string } {
  const [word = '', ...rest] = object.split(':');
  const kind = kinds.find((candidate) => candidate === word);
  if (kind && rest.length > 0) return { kind, id: rest.join(':') };
  const { sections } = app.store.facts.latest(hostId) ?? {};
  const found: { kind: (typeof kinds)[number]; id: string }[] = [];
  if (sections?.volumes.state === 'known' && sections.volumes.value.some((volume) => volume.name === object))
    found.push({ kind: 'volume', id: object });
  if (sections?.containers.state === 'known') {
    for (const container of sections.containers.value) {
      if (container.id === object || container.names.some((name) => name.replace(/^\//, '') === object))
        found.push({ kind: 'container', id: container.id });
    }
  }
  if (sections?.images.state === 'known') {
    for (const image of sections.images.value) {
      if (image.id === object || image.repoTags.includes(object)) found.push({ kind: 'image', id: image.id });
    }
  }
  const [only, second] = found;
  if (only && !second) return only;
  const why =
    found.length === 0
      ? 'names nothing that the last scan saw'
      : `could be a ${found.map((entry) => entry.kind).join(' or a ')}`;
  throw new InvalidInputError(
    `“${object}” ${why}; say which, for example volume:${object} (kinds: ${kinds.join(', ')}).`,
  );
}
