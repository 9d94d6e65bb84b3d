import type { ShownBatch } from '@/lib/domain/batch';
import { DemoBadge } from '../hosts/demo-badge';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { ProgressBar } from '../ui/progress-bar';
import { SeverityMark } from '../ui/severity-mark';
import { batchPageWords } from './batch-page-words';
import { itemWords } from './batch-words';

type Item = ShownBatch['items'][number];

/** A row for each host: where it stands, its plan, its run. The same rows before, during and after. */
export function BatchItems({ items }: { items: readonly Item[] }) {
  return (
    <ol className="sheet px-4">
      {items.map((item) => (
        <BatchRow key={item.hostId} item={item} />
      ))}
    </ol>
  );
}

function BatchRow({ item }: { item: Item }) {
  const { hostId, hostName, isDemo, state, said, plan, run } = item;
  const { word, mark } = itemWords[state];
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <SeverityMark kind={mark} decorative />
        <Link href={`/hosts/${hostId}`} className="tap inline-flex min-w-0 items-center font-medium hover:underline">
          <span className="truncate">{hostName}</span>
        </Link>
        {isDemo ? <DemoBadge /> : null}
        <span className="text-sm text-soft">{word}</span>
        {plan ? (
          <span className="ml-auto text-sm">
            <BytesFact fact={plan.bytes} exact={false} />
            {run?.freedBytes.state === 'known' ? (
              <>
                {batchPageWords.freed} <BytesFact fact={run.freedBytes} />
              </>
            ) : null}
          </span>
        ) : null}
      </div>
      {said ? (
        <p className="max-w-prose text-sm break-words text-soft">
          <InlineText text={said} />
        </p>
      ) : null}
      {plan || run ? (
        <p className="flex flex-wrap gap-x-4 text-sm">
          {plan ? (
            <Link href={`/plans/${plan.id}`} className="tap inline-flex items-center underline">
              {plan.title}
              {plan.skipped > 0 ? batchPageWords.skipped(plan.skipped) : ''}
            </Link>
          ) : null}
          {run ? (
            <Link href={`/runs/${run.id}`} className="tap inline-flex items-center underline">
              {batchPageWords.itsRun(run.state)}
            </Link>
          ) : null}
        </p>
      ) : null}
      {state === 'running' && run ? (
        <ProgressBar label={batchPageWords.runOn(hostName)} fraction={run.steps === 0 ? null : run.ended / run.steps} />
      ) : null}
    </li>
  );
}
