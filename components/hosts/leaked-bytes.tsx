import { counted } from '@/lib/domain/format';
import { BytesValue } from '../ui/bytes-value';
import { UnknownMark } from '../ui/unknown-value';

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
