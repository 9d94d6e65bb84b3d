import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { AlertMessage } from '../../domain/alerts/alert.ts';
import { causeKinds, causeTitles } from '../../domain/alerts/cause.ts';
import type { StoredChannel } from '../../domain/alerts/channel.ts';
import type { ChannelTest } from '../../domain/answers/channel.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { counted } from '../../domain/format.ts';
import type { Host } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import { isQuiet } from '../../monitor/alerts/quiet-hours.ts';
import type { HttpSender } from '../../monitor/channels/channel.ts';
import { channelKind } from '../../monitor/channels/kinds.ts';
import { sendHttp } from '../../monitor/channels/send-http.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { channelOf } from './channels.ts';
import { heartbeat } from './heartbeats.ts';
import { sendOver } from './send-over.ts';

/**
 * Sends a test message now, whatever the rules say, and says what the rules would leave out: a test that arrives proves the way there,
 * not that a real message would be sent.
 */
export function testChannel(
  app: Application,
  actor: Actor,
  idOrName: string,
  http: HttpSender = sendHttp,
): Promise<ChannelTest> {
  requireRole(actor, 'admin');
  const channel = channelOf(app, idOrName);
  const { lastSuccessAt } = app.store.channels.health(channel.id);
  return audited(app, actor, { action: 'channel.tested', subject: channel.name }, async () => {
    const message = channelKind(channel.kind)?.updates === 'none' ? heartbeat(app) : testMessage(app);
    const outcome = await sendOver(app, channel, { message, previous: null, key: `${message.id}.1` }, { http });
    if (app.store.channels.byId(channel.id) !== null) noteTest(app, channel, outcome.ok ? null : outcome.why);
    return {
      sent: outcome.ok,
      why: outcome.ok ? null : outcome.why,
      notSent: notSentBy(app, channel),
      lastSuccessAt: outcome.ok ? app.now().toISOString() : lastSuccessAt,
    };
  });
}

/** A way that works again is used at once for what waits. */
function noteTest(app: Application, channel: StoredChannel, failure: string | null): void {
  const at = app.now().toISOString();
  const health = app.store.channels.health(channel.id);
  const next =
    failure === null
      ? { ...health, lastSuccessAt: at, failures: 0, retryAt: null }
      : { ...health, lastFailureAt: at, lastFailure: failure };
  app.store.channels.putHealth(channel.id, next);
  app.events.publish({ type: 'settings' });
}

function testMessage(app: Application): AlertMessage {
  return {
    id: newId('message'),
    revision: 1,
    phase: 'test',
    severity: 'warning',
    kinds: [],
    title: 'Test message of Bilge',
    lines: ['This channel works. Real messages look like this one, with one line for each problem.'],
    path: '/settings/notifications',
    at: app.now().toISOString(),
    weight: 'new',
  };
}

/** A host that was removed is in no list any more, so a channel may be left with none. */
function otherHosts(hosts: readonly Host[], chosen: readonly string[]): string {
  const names = hosts.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return names.length === 0
    ? 'Every host: those that this channel hears of were removed.'
    : `Hosts other than ${names.join(', ')}: this channel hears of these only.`;
}

/** One sentence for each thing that would not arrive now. */
function notSentBy(app: Application, { rules, kind }: StoredChannel): string[] {
  const settings = alertSettingsOf(app);
  const now = app.now();
  if (channelKind(kind)?.keepsOpen)
    return [
      'Messages: this channel gets figures only, after each scan.',
      ...(rules.isEnabled ? [] : ['Figures: the channel is switched off.']),
    ];
  if (channelKind(kind)?.updates === 'none')
    return [
      'Messages: this channel is only pinged.',
      ...(rules.isEnabled ? [] : ['Pings: the channel is switched off.']),
    ];
  const left = causeKinds.filter((one) => !rules.kinds.includes(one)).map((one) => causeTitles[one]);
  const hosts = app.store.hosts.all();
  const muted = hosts.reduce((sum, host) => sum + app.store.mutes.active(host.id, now.toISOString()).length, 0);
  const demos = hosts.filter(isDemoHost).length;
  const quiet = settings.quietHours;
  const isHeld = isQuiet(now, quiet) && !rules.ignoresQuietHours;
  const sentences: (string | false)[] = [
    !rules.isEnabled && 'Everything: the channel is switched off.',
    rules.minimumSeverity === 'critical' && 'Warnings: this channel takes critical messages only.',
    rules.minimumSeverity !== 'info' && 'Info: this channel takes more severe messages only.',
    rules.hosts !== undefined && otherHosts(hosts, rules.hosts),
    left.length > 0 && `Not chosen for this channel: ${left.join(', ')}.`,
    isHeld &&
      `It is quiet until ${quiet?.to} (${quiet?.zone}): messages come then, as one${settings.criticalInQuietHours ? '; critical ones come at once' : ''}.`,
    muted > 0 && `${counted(muted, 'finding')} ${muted === 1 ? 'is' : 'are'} muted.`,
    demos > 0 && `${counted(demos, 'demo host')} never ${demos === 1 ? 'sends' : 'send'} messages.`,
    'What a run of Bilge itself causes while it works.',
  ];
  return sentences.filter((one) => one !== false);
}
