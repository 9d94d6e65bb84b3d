'use client';

import { useState } from 'react';
import type { ChannelKindShape } from '@/lib/domain/alerts/channel';
import type { ChannelAnswer, ChannelTest } from '@/lib/domain/answers/channel';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { EmptyState } from '../ui/empty-state';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { ChannelDialog } from './channel-dialog';

interface ChannelsViewProps {
  channels: readonly ChannelAnswer[];
  kinds: readonly ChannelKindShape[];
}

export function ChannelsView({ channels, kinds }: ChannelsViewProps) {
  const failing = channels.reduce((sum, { waiting, failed }) => sum + waiting + failed, 0);
  return (
    <section aria-labelledby="channels">
      <h2 id="channels" className="text-lg font-semibold">
        Channels
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-sm text-soft">
        One cause is one message, also on many hosts. It is updated when it resolves, and kept until it is sent.
        Addresses with a key in them, tokens and passwords are encrypted and never shown again.
      </p>
      <ChannelDialog kinds={kinds} channel={null} />
      {channels.length === 0 ? (
        <div className="mt-4">
          <EmptyState title="No channels yet">Without one, problems are shown here and nowhere else.</EmptyState>
        </div>
      ) : null}
      <ul className="mt-2">
        {channels.map((channel) => (
          <ChannelLine key={channel.id} channel={channel} kinds={kinds} />
        ))}
      </ul>
      <p className="mt-4 text-sm">
        <Link href="/settings/notifications/unsent" className="underline">
          Messages that were not sent ({failing})
        </Link>
      </p>
    </section>
  );
}

function ChannelLine({ channel, kinds }: { channel: ChannelAnswer; kinds: readonly ChannelKindShape[] }) {
  const { busy, run } = useAction();
  const [tested, setTested] = useState<ChannelTest | null>(null);
  const path = `/api/v1/channels/${channel.id}`;
  const test = async () => {
    setTested(null);
    const outcome = await run(() => requestJson('POST', `${path}/test`), { failed: 'The channel was not tested' });
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
          <ChannelHealthLines channel={channel} />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy} aria-busy={busy} aria-label={`Test ${channel.name}`} onClick={test}>
            Test
          </Button>
          <ChannelDialog kinds={kinds} channel={channel} />
          <ConfirmButton
            label="Remove"
            title={`Remove the channel ${channel.name}?`}
            actionLabel={`Remove ${channel.name}`}
            onConfirm={() => run(() => requestJson('DELETE', path), { failed: 'The channel was not removed' })}
          >
            Its secrets are deleted.{' '}
            {channel.waiting > 0
              ? `${channel.waiting} messages that wait for it are dropped.`
              : 'No message waits for it.'}
          </ConfirmButton>
        </div>
      </div>
      {tested ? <TestResult tested={tested} /> : null}
    </li>
  );
}

function StateBadge({ channel: { rules, health, unreadable } }: { channel: ChannelAnswer }) {
  if (unreadable) return <Badge tone="critical">unreadable</Badge>;
  if (!rules.isEnabled) return <Badge tone="unknown">off</Badge>;
  const lastFailed = health.lastFailureAt !== null && health.lastFailureAt > (health.lastSuccessAt ?? '');
  if (health.failures > 0 || lastFailed) return <Badge tone="critical">fails</Badge>;
  return health.lastSuccessAt ? <Badge tone="good">works</Badge> : <Badge tone="unknown">not tried yet</Badge>;
}

function ChannelHealthLines({ channel: { health, waiting, failed, unreadable } }: { channel: ChannelAnswer }) {
  return (
    <>
      <p className="text-faint">
        {health.lastSuccessAt ? (
          <>
            Last sent <RelativeTime at={health.lastSuccessAt} />
          </>
        ) : (
          'Nothing was sent yet'
        )}
        {health.lastFailureAt ? (
          <>
            , last failed <RelativeTime at={health.lastFailureAt} />
          </>
        ) : null}
        {waiting > 0 ? `, ${waiting} waiting` : ''}
        {failed > 0 ? `, ${failed} given up` : ''}
        {health.retryAt && health.failures > 0 ? (
          <>
            , next try <RelativeTime at={health.retryAt} />
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
        <Notice kind="pass" title="The test message was sent" />
      ) : (
        <Notice kind="critical" title="The test message was not sent">
          {tested.why}
          {'\n'}
          {tested.lastSuccessAt ? (
            <>
              This channel last worked <RelativeTime at={tested.lastSuccessAt} />.
            </>
          ) : (
            'This channel never worked yet.'
          )}
        </Notice>
      )}
      <Notice kind="info" title="What would not be sent over this channel">
        <ul className="list-disc pl-5">
          {tested.notSent.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
