import type { BatchPreview } from '@/lib/domain/batch';
import { bytesSumOf } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';
import { DemoBadge } from '../hosts/demo-badge';
import { BytesFact, BytesValue } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { batchPageWords } from './batch-page-words';

/** What each plan would hold, the sum of them, and the hosts where there is nothing to plan, each with its reason. */
export function BatchPreviewList({ previews }: { previews: readonly BatchPreview[] }) {
  const possible = previews.flatMap(({ host, scannedAt, outcome }) =>
    'excuse' in outcome ? [] : [{ host, scannedAt, ...outcome }],
  );
  const blocked = previews.flatMap(({ host, outcome }) => ('excuse' in outcome ? [{ host, ...outcome }] : []));
  const sum = bytesSumOf(possible.map(({ bytes }) => bytes));
  return (
    <div className="sheet px-4">
      <ul>
        {possible.map(({ host, scannedAt, objects, bytes }) => (
          <li key={host.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-2.5 text-sm">
            <Link
              href={`/hosts/${host.id}`}
              className="tap inline-flex min-w-0 items-center font-medium hover:underline"
            >
              <span className="truncate">{host.name}</span>
            </Link>
            {host.isDemo ? <DemoBadge /> : null}
            <span className="text-soft">{counted(objects, 'object')}</span>
            {scannedAt ? (
              <span className="text-faint">
                {batchPageWords.scanned} <RelativeTime at={scannedAt} />
              </span>
            ) : null}
            <span className="ml-auto font-medium">
              <BytesFact fact={bytes} exact={false} />
            </span>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap justify-between gap-x-4 py-3">
        <span>
          {batchPageWords.together(
            possible.length,
            possible.some(({ host }) => host.isDemo) ? batchPageWords.demoSimulated : '',
          )}
        </span>
        <b className="font-semibold">
          <BytesValue bytes={sum.bytes} atLeast={sum.atLeast} exact={false} />
        </b>
      </p>
      {blocked.length > 0 ? (
        <div className="border-t border-line py-3 text-sm">
          <h2 className="mb-1 font-medium">{batchPageWords.nothing}</h2>
          <ul>
            {blocked.map(({ host, excuse }) => (
              <li key={host.id} className="max-w-prose py-1 break-words text-soft">
                <Link href={`/hosts/${host.id}`} className="font-medium text-ink hover:underline">
                  {host.name}
                </Link>
                : <InlineText text={excuse} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
