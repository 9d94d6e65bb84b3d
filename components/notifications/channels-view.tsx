'use client';

import { useState } from 'react';
import type { ChannelKindShape } from '@/lib/domain/alerts/channel';
import type { ChannelAnswer, ChannelTest } from '@/lib/domain/answers/channel';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { DeclaredNote } from '../ui/declared-note';
import { EmptyState } from '../ui/empty-state';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { ChannelDialog } from './channel-dialog';
import { ChannelHostsLine, type NamedHost } from './channel-hosts';
import { channelWords } from './channel-words';

interface ChannelsViewProps {
  channels: readonly ChannelAnswer[];
  kinds: readonly ChannelKindShape[];
  hosts: readonly NamedHost[];
  /** names of those that bilge.yaml declares, and where that file is; null: nothing is declared */
  declared: { file: string; names: readonly string[] } | null;
}

export function ChannelsView({ channels, kinds, hosts, declared }: ChannelsViewProps) {
  const failing = channels.reduce((sum, { waiting, failed }) => sum + waiting + failed, 0);
  return (
    <section aria-labelledby="channels">
      <h2 id="channels" className="text-lg font-semibold">
        {channelWords.channels}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-sm text-soft">{channelWords.about}</p>
      <ChannelDialog kinds={kinds} channel={null} hosts={hosts} />
      {channels.length === 0 ? (
        <div className="mt-4">
          <EmptyState title={channelWords.none}>{channelWords.aboutNone}</EmptyState>
        </div>
      ) : null}
      <ul className="mt-2">
        {channels.map((channel) => (
          <ChannelLine
            key={channel.id}
            channel={channel}
            kinds={kinds}
            hosts={hosts}
            declaredIn={declared?.names.includes(channel.name) ? declared.file : null}
          />
        ))}
      </ul>
      <p className="mt-4 text-sm">
        <Link href="/settings/notifications/unsent" className="underline">
          {channelWords.unsent(failing)}
        </Link>
      </p>
    </section>
  );
}

interface ChannelLineProps {
  channel: ChannelAnswer;
  kinds: readonly ChannelKindShape[];
  hosts: readonly NamedHost[];
  declaredIn: string | null;
}

function ChannelLine({ channel, kinds, hosts, declaredIn }: ChannelLineProps) {
  const { busy, run } = useAction();
  const [tested, setTested] = useState<ChannelTest | null>(null);
  const path = `/api/v1/channels/${channel.id}`;
  const test = async () => {
    setTested(null);
    const outcome = await run(() => requestJson('POST', `${path}/test`), { failed: channelWords.notTested });
    if (outcome.ok) setTested(outcome.value as ChannelTest);
  };
  return (
    <li className="border-b border-line py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2 text-base font-medium break-words">
            {channel.name} <Badge>{channel.kindTitle}</Badge>
            <StateBadge channel={channel} />
          </p>
          <ChannelHostsLine hosts={hosts} chosen={channel.rules.hosts} />
          {declaredIn === null ? null : <DeclaredNote file={declaredIn} />}
          <ChannelHealthLines channel={channel} />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy} aria-busy={busy} aria-label={channelWords.testOne(channel.name)} onClick={test}>
            {channelWords.test}
          </Button>
          {declaredIn === null ? (
            <>
              <ChannelDialog kinds={kinds} channel={channel} hosts={hosts} />
              <ConfirmButton
                label={channelWords.remove}
                title={channelWords.askRemove(channel.name)}
                actionLabel={channelWords.removeOne(channel.name)}
                onConfirm={() => run(() => requestJson('DELETE', path), { failed: channelWords.notRemoved })}
              >
                {channelWords.aboutRemove(channel.waiting)}
              </ConfirmButton>
            </>
          ) : null}
        </div>
      </div>
      {tested ? <TestResult tested={tested} /> : null}
    </li>
  );
}

function StateBadge({ channel: { rules, health, unreadable } }: { channel: ChannelAnswer }) {
  if (unreadable) return <Badge tone="critical">{channelWords.unreadable}</Badge>;
  if (!rules.isEnabled) return <Badge tone="unknown">{channelWords.off}</Badge>;
  const lastFailed = health.lastFailureAt !== null && health.lastFailureAt > (health.lastSuccessAt ?? '');
  if (health.failures > 0 || lastFailed) return <Badge tone="critical">{channelWords.fails}</Badge>;
  return health.lastSuccessAt ? (
    <Badge tone="good">{channelWords.works}</Badge>
  ) : (
    <Badge tone="unknown">{channelWords.notTried}</Badge>
  );
}

function ChannelHealthLines({ channel: { health, waiting, failed, unreadable } }: { channel: ChannelAnswer }) {
  return (
    <>
      <p className="text-faint">
        {health.lastSuccessAt ? (
          <>
            {channelWords.lastSent} <RelativeTime at={health.lastSuccessAt} />
          </>
        ) : (
          channelWords.nothingSent
        )}
        {health.lastFailureAt ? (
          <>
            {channelWords.lastFailed} <RelativeTime at={health.lastFailureAt} />
          </>
        ) : null}
        {waiting > 0 ? channelWords.waiting(waiting) : ''}
        {failed > 0 ? channelWords.givenUp(failed) : ''}
        {health.retryAt && health.failures > 0 ? (
          <>
            {channelWords.nextTry} <RelativeTime at={health.retryAt} />
          </>
        ) : null}
      </p>
      {health.lastFailure && health.failures > 0 ? (
        <p className="max-w-prose break-words text-soft">{health.lastFailure}</p>
      ) : null}
      {unreadable ? <p className="max-w-prose break-words text-soft">{unreadable}</p> : null}
    </>
  );
}

function TestResult({ tested }: { tested: ChannelTest }) {
  return (
    <div className="mt-3 flex flex-col gap-2" role="status">
      {tested.sent ? (
        <Notice kind="pass" title={channelWords.testSent} />
      ) : (
        <Notice kind="critical" title={channelWords.testNotSent}>
          {tested.why}
          {'\n'}
          {tested.lastSuccessAt ? (
            <>
              {channelWords.lastWorked} <RelativeTime at={tested.lastSuccessAt} />.
            </>
          ) : (
            channelWords.neverWorked
          )}
        </Notice>
      )}
      <Notice kind="info" title={channelWords.wouldNotSend}>
        <ul className="list-disc pl-5">
          {tested.notSent.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
