import { counted } from '@/lib/domain/format';
import type { LeakedSum } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { UnknownMark } from '../ui/unknown-value';
import { hostWords } from './host-words';

interface LeakedBytesProps {
  /** `exact` is false where one of them has no size yet */
  leaked: { bytes: number; count: number; exact: boolean };
}

/** What leaked: the exact size, a lower bound, or the number of objects while none is measured yet. */
export function LeakedBytes({ leaked: { bytes, count, exact } }: LeakedBytesProps) {
  if (exact || bytes > 0) return <BytesValue bytes={bytes} atLeast={!exact} />;
  return (
    <>
      {counted(count, 'object')} <UnknownMark reason="not-collected" />
    </>
  );
}

/** `532 MiB leaked: 510 MiB in layers, 21.6 MiB in nested Docker data`: the parts are named where there are two. */
export function LeakedWords({ leaked }: { leaked: LeakedSum }) {
  const { layers, nested, count, unproven } = leaked;
  if (count === 0)
    return <span className="text-soft">{unproven > 0 ? hostWords.unproven(unproven) : hostWords.noLeaks}</span>;
  const both = layers.bytes > 0 && nested.bytes > 0;
  return (
    <span>
      <span aria-hidden className="hatch mr-1.5 inline-block size-3 rounded-sm align-[-1px]" />
      <b className="font-semibold">
        <LeakedBytes leaked={leaked} />
      </b>{' '}
      {hostWords.leaked}
      {both ? (
        <span className="text-soft">
          : <BytesValue bytes={layers.bytes} /> {hostWords.inLayers} <BytesValue bytes={nested.bytes} />{' '}
          {hostWords.inNested}
        </span>
      ) : null}
    </span>
  );
}
