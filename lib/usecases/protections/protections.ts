import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { type Fact, mapFact, unknown } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { hostOf } from '../hosts/hosts.ts';
import { recordLatestInSlices } from '../scans/reports.ts';

const kinds = [
  'volume',
  'container',
  'image',
  'layer',
  'network',
  'build-cache-record',
  'quarantine-entry',
  'containerd-lease',
  'store',
] as const satisfies PlanTarget['kind'][];

type Kind = (typeof kinds)[number];

/** What is protected on a host. */
export function listProtections(app: Application, actor: Actor, idOrName: string): { kind: string; object: string }[] {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  return app.store.protections.all(host.id).map(({ kind, object }) => ({ kind, object }));
}

/** Protects an object from every cleanup, whatever its labels (labels cannot be added to an existing object). `volume:photos` or, where it is clear, `photos`. */
export async function protect(
  app: Application,
  actor: Actor,
  idOrName: string,
  object: string,
): Promise<{ kind: string; id: string }> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  const target = targetOf(app, host.id, object);
  const held = await audited(app, actor, { action: 'object.protected', subject: object, hostId: host.id }, () => {
    app.store.protections.put(host.id, {
      kind: target.kind,
      object: target.id,
      by: actor.name,
      at: app.now().toISOString(),
      reason: null,
    });
    return target;
  });
  await countedAgain(app, host);
  return held;
}

/** Amounts leave out what is protected. Concluded here, in pieces, so that no page has to do it while a visitor waits. */
async function countedAgain(app: Application, host: Host): Promise<void> {
  const facts = app.store.facts.latest(host.id);
  if (facts !== null) await recordLatestInSlices(app, host, facts);
  app.events.publish({ type: 'host', hostId: host.id });
}

export async function unprotect(
  app: Application,
  actor: Actor,
  idOrName: string,
  object: string,
): Promise<{ kind: string; id: string }> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  const freed = await audited(app, actor, { action: 'object.unprotected', subject: object, hostId: host.id }, () => {
    const all = app.store.protections.all(host.id);
    // What is gone by now can still be named as it is listed; what is there, as it may be named for protecting.
    const held =
      all.find((entry) => entry.object === object || `${entry.kind}:${entry.object}` === object) ??
      all.find((entry) => isTarget(app, host.id, object, entry));
    if (!held) throw new InvalidInputError(`“${object}” is not protected on ${host.name}.`);
    app.store.protections.remove(host.id, held.kind, held.object);
    return { kind: held.kind, id: held.object };
  });
  await countedAgain(app, host);
  return freed;
}

function isTarget(app: Application, hostId: string, object: string, entry: { kind: string; object: string }): boolean {
  try {
    const { kind, id } = targetOf(app, hostId, object);
    return entry.kind === kind && entry.object === id;
  } catch (error) {
    if (error instanceof InvalidInputError) return false;
    throw error;
  }
}

interface Nameable {
  id: string;
  /** besides its id, and the beginnings of that */
  names: string[];
}

/** What the last scan saw of each kind; unknown where it could not list them: then nothing is promised about them. */
function seen(facts: HostFacts | null): Record<Kind, Fact<Nameable[]>> {
  if (facts === null) {
    const never: Fact<Nameable[]> = unknown('not-collected', 'This host has not been scanned yet.');
    return Object.fromEntries(kinds.map((kind) => [kind, never])) as Record<Kind, Fact<Nameable[]>>;
  }
  const { volumes, containers, images, networks, buildCache, driverDirectories, quarantine } = facts.sections;
  const aside = mapFact(quarantine, (all) =>
    all.map(({ entry, originalName }) => ({ id: entry, names: [originalName] })),
  );
  return {
    volume: mapFact(volumes, (all) => all.map(({ name }) => ({ id: name, names: [] }))),
    container: mapFact(containers, (all) =>
      all.map(({ id, names }) => ({ id, names: names.map((name) => name.replace(/^\//, '')) })),
    ),
    image: mapFact(images, (all) =>
      all.map(({ id, repoTags }) => ({ id, names: [id.replace(/^sha256:/, ''), ...repoTags] })),
    ),
    network: mapFact(networks, (all) => all.map(({ id, name }) => ({ id, names: [name] }))),
    'build-cache-record': mapFact(buildCache, (all) => all.map(({ id }) => ({ id, names: [] }))),
    layer: mapFact(driverDirectories, ({ entries }) => [
      ...entries.map(({ name }) => ({ id: name, names: [] })),
      // A quarantined layer keeps its name.
      ...(aside.state === 'known' ? aside.value.flatMap(({ names }) => names.map((id) => ({ id, names: [] }))) : []),
    ]),
    'quarantine-entry': aside,
    'containerd-lease': mapFact(facts.sections.containerd, ({ leases }) => leases.map(({ id }) => ({ id, names: [] }))),
    store: mapFact(driverDirectories, () => storeNames.map((id) => ({ id, names: [] }))),
  };
}

const storeNames = ['overlay2', 'fuse-overlayfs', 'btrfs', 'vfs', 'aufs', 'overlay', 'devicemapper', 'zfs'];
const shortestPrefix = 6;

/** By its id, a name, or the beginning of its id where only one begins so, as Docker's own commands take them. */
function named(objects: readonly Nameable[], text: string): string[] {
  const whole = objects.filter(({ id, names }) => id === text || names.includes(text));
  if (whole.length > 0) return [...new Set(whole.map(({ id }) => id))];
  if (text.length < shortestPrefix || !/^[0-9a-f]+$/.test(text)) return [];
  const bare = (id: string): string => id.replace(/^sha256:/, '');
  return [...new Set(objects.filter(({ id }) => bare(id).startsWith(text)).map(({ id }) => id))];
}

/** What was typed, as the guards will compare it: a protection that matches nothing would be worse than none. */
function targetOf(app: Application, hostId: string, object: string): { kind: Kind; id: string } {
  const listed = seen(app.store.facts.latest(hostId));
  const [word = '', ...rest] = object.split(':');
  const kind = kinds.find((candidate) => candidate === word);
  if (kind && rest.length > 0) {
    const objects = listed[kind];
    if (objects.state === 'unknown')
      throw new InvalidInputError(`The last scan could not list objects of the kind ${kind}: ${objects.detail}`);
    return only(
      object,
      named(objects.value, rest.join(':')).map((id) => ({ kind, id })),
    );
  }
  const plain = (['volume', 'container', 'image'] as const).flatMap((each) => {
    const objects = listed[each];
    return objects.state === 'known' ? named(objects.value, object).map((id) => ({ kind: each, id })) : [];
  });
  return only(object, plain);
}

function only(object: string, found: readonly { kind: Kind; id: string }[]): { kind: Kind; id: string } {
  const [first, second] = found;
  if (first && !second) return first;
  const why = first
    ? `could be ${found.map(({ kind, id }) => `${kind}:${id}`).join(' or ')}`
    : 'was not in the last scan';
  throw new InvalidInputError(
    `“${object}” ${why}. Name it with its kind, for example volume:photos (kinds: ${kinds.join(', ')}).`,
  );
}
