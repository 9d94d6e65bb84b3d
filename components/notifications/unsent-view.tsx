'use client';

import type { DeliveryAnswer } from '@/lib/domain/answers/channel';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { unsentWords } from './unsent-words';

export function UnsentView({ deliveries }: { deliveries: readonly DeliveryAnswer[] }) {
  return (
    <section aria-labelledby="unsent">
      <h2 id="unsent" className="text-lg font-semibold">
        {unsentWords.heading}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-sm text-soft">{unsentWords.about}</p>
      {deliveries.length === 0 ? <EmptyState title={unsentWords.none} /> : null}
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
            {delivery.state === 'failed' ? unsentWords.givenUp : delivery.state}
          </Badge>
        </p>
        <p className="text-faint">
          {unsentWords.since(delivery.channelName)} <LocalTime at={delivery.createdAt} />
          {delivery.attempts > 0 ? unsentWords.tried(delivery.attempts) : ''}
          {delivery.retryAt ? (
            <>
              {unsentWords.nextTry} <RelativeTime at={delivery.retryAt} />
            </>
          ) : null}
        </p>
        {delivery.problem ? <p className="max-w-prose break-words text-soft">{delivery.problem}</p> : null}
      </div>
      <Button
        disabled={busy}
        aria-label={unsentWords.againOver(delivery.title, delivery.channelName)}
        onClick={() =>
          run(() => requestJson('POST', '/api/v1/deliveries/retry', { channelId, messageId, revision }), {
            failed: unsentWords.notTried,
            done: unsentWords.retried,
          })
        }
      >
        {unsentWords.again}
      </Button>
    </li>
  );
}
