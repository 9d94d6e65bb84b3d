import { useId } from 'react';
import { counted } from '@/lib/domain/format';
import { type Reclaimable, reclaimableKindWords } from '@/lib/domain/reclaimable';
import { BytesValue } from '../ui/bytes-value';
import { hostWords } from './host-words';

interface ReclaimableAmountProps {
  reclaimable: Reclaimable;
  className?: string;
  /** “at least” stands in the title above it */
  isBare?: boolean;
}

/** The one number for what can be freed; pressed, it says its parts and what could not be read. The browser's own popover: no script. */
export function ReclaimableAmount({ reclaimable, className, isBare = false }: ReclaimableAmountProps) {
  const id = useId();
  const { totalBytes, exact, atLeast, parts, unknown } = reclaimable;
  const isBlank = atLeast && totalBytes === 0 && !isBare;
  const amount = isBlank ? (
    hostWords.unknownAmount
  ) : (
    <BytesValue bytes={totalBytes} exact={exact || isBare} atLeast={atLeast && !isBare} />
  );
  if (parts.length + unknown.length === 0) return <span className={className}>{amount}</span>;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className={`relative cursor-pointer underline decoration-dotted underline-offset-4 before:absolute before:-inset-x-1 before:-inset-y-3 ${className ?? ''}`}
      >
        {amount}
        <span className="sr-only">{hostWords.whatIsReclaimable}</span>
      </button>
      <span
        id={id}
        popover="auto"
        className="sheet m-auto max-w-sm p-4 text-left text-sm font-normal tracking-normal whitespace-normal text-ink shadow-float"
      >
        <span className="mb-1.5 block font-medium">{hostWords.onceEach}</span>
        {parts.map((part) => (
          <span key={part.kind} className="flex justify-between gap-6">
            <span>
              {reclaimableKindWords[part.kind]} <span className="text-faint">({counted(part.objects, 'object')})</span>
            </span>
            <BytesValue bytes={part.bytes} exact={part.exact} atLeast={part.atLeast} />
          </span>
        ))}
        {unknown.map(({ kind, detail }) => (
          <span key={kind} className="block text-soft">
            {hostWords.unknownKind(reclaimableKindWords[kind], detail)}
          </span>
        ))}
      </span>
    </>
  );
}
