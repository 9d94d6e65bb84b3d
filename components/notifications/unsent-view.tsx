'use client';

import type { DeliveryAnswer } from '@/lib/domain/answers/channel';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';

export function UnsentView({ deliveries }: { deliveries: readonly DeliveryAnswer[] }) {
  return (
    <section aria-labelledby="unsent">
      <h2 id="unsent" className="text-lg font-semibold">
        Messages that were not sent
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-sm text-soft">
        A message waits until its channel takes it, for as long as that takes. Only what a receiver refuses five times
        is given up. What is held comes at the end of the quiet hours.
      </p>
      {deliveries.length === 0 ? <EmptyState title="Nothing waits" /> : null}
      <ul>
        {deliveries.map((delivery) => (
          <UnsentLine key={`${delivery.channelId} ${delivery.messageId} ${delivery.revision}`} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function UnsentLine({ delivery }: { delivery: DeliveryAnswer }) {
  const { busy, run } = useAction();
  const { channelId, messageId, revision } = delivery;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-3 text-sm last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-base font-medium break-words">
          {delivery.title} <Badge tone={delivery.severity}>{delivery.severity}</Badge>
          <Badge tone={delivery.state === 'failed' ? 'critical' : 'plain'}>
            {delivery.state === 'failed' ? 'given up' : delivery.state}
          </Badge>
        </p>
        <p className="text-faint">
          {delivery.channelName}, since <LocalTime at={delivery.createdAt} />
          {delivery.attempts > 0 ? `, tried ${delivery.attempts}×` : ''}
          {delivery.retryAt ? (
            <>
              , next try <RelativeTime at={delivery.retryAt} />
            </>
          ) : null}
        </p>
        {delivery.problem ? <p className="max-w-prose break-words text-soft">{delivery.problem}</p> : null}
      </div>
      <Button
        disabled={busy}
        aria-label={`Try again: ${delivery.title} over ${delivery.channelName}`}
        onClick={() =>
          run(() => requestJson('POST', '/api/v1/deliveries/retry', { channelId, messageId, revision }), {
            failed: 'It was not tried again',
            done: 'It is tried again within seconds',
          })
        }
      >
        Try again
      </Button>
    </li>
  );
}
