import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { causeKinds } from '../../domain/alerts/cause.ts';
import type { ChannelKindShape, ChannelRules, StoredChannel } from '../../domain/alerts/channel.ts';
import type { ChannelAnswer, ChannelInput } from '../../domain/answers/channel.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { Channel } from '../../monitor/channels/channel.ts';
import { channelKind, channelKinds } from '../../monitor/channels/kinds.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { refuseDeclared } from '../declared/declared-store.ts';
import { hostOf } from '../hosts/hosts.ts';

/** Warnings and worse, of everything but runs that went well: those the person started, or has approved. */
const defaultRules: ChannelRules = {
  isEnabled: true,
  minimumSeverity: 'warning',
  kinds: causeKinds.filter((kind) => kind !== 'run-finished'),
  ignoresQuietHours: false,
};

/** The kinds of channels with their fields, for forms and help. */
export function listChannelKinds(): ChannelKindShape[] {
  return channelKinds.map(({ id, title, updates, fields }) => ({
    id,
    title,
    updates,
    fields: fields.map(({ check: _, ...field }) => field),
  }));
}

export function listChannels(app: Application, actor: Actor): ChannelAnswer[] {
  requireRole(actor, 'admin');
  return app.store.channels.all().map((channel) => answerOf(app, channel));
}

export function channelOf(app: Application, idOrName: string): StoredChannel {
  const found = app.store.channels.byId(idOrName) ?? app.store.channels.byName(idOrName);
  if (found !== null) return found;
  const names = app.store.channels.all().map(({ name }) => name);
  const known = names.length === 0 ? 'There are no channels yet.' : `Known channels: ${names.join(', ')}.`;
  throw new NotFoundError(`No channel named “${idOrName}”. ${known}`);
}

export function addChannel(
  app: Application,
  actor: Actor,
  kindId: string,
  input: ChannelInput,
): Promise<ChannelAnswer> {
  requireRole(actor, 'admin');
  const kind = kindOf(kindId);
  const { settings, secrets } = checked(kind, input.values, []);
  const channel: StoredChannel = {
    id: newId('channel'),
    name: nameOf(input.name),
    kind: kind.id,
    settings,
    rules: rulesOf(app, defaultRules, input.rules),
    createdAt: app.now().toISOString(),
  };
  return audited(app, actor, { action: 'channel.added', subject: channel.name, detail: { kind: kind.id } }, () => {
    app.store.channels.add(channel, secrets);
    app.events.publish({ type: 'settings' });
    return answerOf(app, channel);
  });
}

/** What is absent stays. A changed channel is tried at once: what waited for it is sent again. */
export function changeChannel(
  app: Application,
  actor: Actor,
  idOrName: string,
  input: Partial<ChannelInput>,
): Promise<ChannelAnswer> {
  requireRole(actor, 'admin');
  const before = channelOf(app, idOrName);
  refuseDeclared(app, actor, 'channel', before.name);
  const kind = kindOf(before.kind);
  const { settings, secrets } = checked(
    kind,
    { ...before.settings, ...input.values },
    app.store.channels.secretFields(before.id),
  );
  const channel: StoredChannel = {
    ...before,
    name: nameOf(input.name ?? before.name),
    settings,
    rules: rulesOf(app, before.rules, input.rules),
  };
  const changed = [...Object.keys(input.values ?? {}), ...Object.keys(input.rules ?? {})].join(', ');
  return audited(app, actor, { action: 'channel.changed', subject: channel.name, detail: { changed } }, () => {
    app.store.channels.update(channel, secrets);
    app.store.channels.putHealth(channel.id, { ...app.store.channels.health(channel.id), retryAt: null });
    app.events.publish({ type: 'settings' });
    return answerOf(app, channel);
  });
}

/** Messages that still wait for it are dropped with it; the audit line has their number. */
export function removeChannel(app: Application, actor: Actor, idOrName: string): Promise<void> {
  requireRole(actor, 'admin');
  const channel = channelOf(app, idOrName);
  refuseDeclared(app, actor, 'channel', channel.name);
  const { waiting } = app.store.outbox.counts(channel.id);
  return audited(app, actor, { action: 'channel.removed', subject: channel.name, detail: { waiting } }, () => {
    app.store.channels.remove(channel.id);
    app.events.publish({ type: 'settings' });
  });
}

function answerOf(app: Application, channel: StoredChannel): ChannelAnswer {
  const { id, name, kind, settings, rules } = channel;
  const { waiting, failed } = app.store.outbox.counts(id);
  return {
    id,
    name,
    kind,
    kindTitle: channelKind(kind)?.title ?? kind,
    settings,
    secrets: app.store.channels.secretFields(id),
    rules,
    health: app.store.channels.health(id),
    waiting,
    failed,
    unreadable: channel.unreadable ?? null,
  };
}

function kindOf(id: string): Channel {
  const kind = channelKind(id);
  if (kind !== null) return kind;
  throw new InvalidInputError(`No kind of channel “${id}”. Kinds: ${channelKinds.map((one) => one.id).join(', ')}.`);
}

function nameOf(text: string): string {
  const name = text.trim();
  if (name === '') throw new InvalidInputError('Give the channel a name.');
  return name;
}

function rulesOf(app: Application, before: ChannelRules, input: ChannelInput['rules'] = {}): ChannelRules {
  const { hosts, ...rest } = input;
  const { hosts: stored, ...other } = before;
  const rules = { ...other, ...rest };
  if (hosts === undefined) return stored === undefined ? rules : { ...rules, hosts: stored };
  if (hosts === null) return rules;
  if (hosts.length === 0)
    throw new InvalidInputError('Choose at least one host, or let the channel hear of every host.');
  return { ...rules, hosts: [...new Set(hosts.map((host) => hostOf(app, host).id))] };
}

/** Splits what was entered into what is shown and what is sealed. An empty secret stays as it was, an empty setting takes its default. */
function checked(kind: Channel, values: Readonly<Record<string, string>>, stored: readonly string[]) {
  const unknown = Object.keys(values).find((name) => !kind.fields.some((field) => field.name === name));
  if (unknown !== undefined) {
    const names = kind.fields.map(({ name }) => name).join(', ');
    throw new InvalidInputError(`${kind.title} has no field “${unknown}”. Fields: ${names}.`);
  }
  const settings: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const field of kind.fields) {
    const entered = (values[field.name] ?? '').trim();
    const value = entered === '' ? (field.default ?? '') : entered;
    if (value === '') {
      if (field.isRequired && !(field.type === 'secret' && stored.includes(field.name)))
        throw new InvalidInputError(`${field.label} is missing.`);
      continue;
    }
    if (field.type !== 'long-text' && /[\r\n\0]/.test(value))
      throw new InvalidInputError(`${field.label} has a line break in it.`);
    if (field.type === 'number' && !/^-?\d+$/.test(value)) throw new InvalidInputError(`${field.label} is a number.`);
    if (field.type === 'choice' && !field.choices?.some((choice) => choice.value === value))
      throw new InvalidInputError(
        `${field.label} is one of ${field.choices?.map((choice) => choice.value).join(', ')}.`,
      );
    const problem = field.check?.(value) ?? null;
    if (problem !== null) throw new InvalidInputError(`${field.label} ${problem}.`);
    (field.type === 'secret' ? secrets : settings)[field.name] = value;
  }
  return { settings, secrets };
}
