import { BytesValue } from '../ui/bytes-value';
import { UnknownMark } from '../ui/unknown-value';

interface LeakedBytesProps {
  /** `exact` is false where one of them has no size yet */
  leaked: { bytes: number; count: number; exact: boolean };
}

/** What leaked: all of it, at least so much of it, or so many objects of which none is measured yet. */
export function LeakedBytes({ leaked: { bytes, count, exact } }: LeakedBytesProps) {
  if (exact || bytes > 0) return <BytesValue bytes={bytes} atLeast={!exact} />;
  return (
    <>
      {count} {count === 1 ? 'object' : 'objects'} <UnknownMark reason="not-collected" />
    </>
  );
}
