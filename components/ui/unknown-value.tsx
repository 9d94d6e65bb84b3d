import type { UnknownReason } from '@/lib/domain/fact';
import { classNames } from './class-names';
import { unknownWords } from './mark-words';
import { Tooltip } from './tooltip';

export function unknownWord(reason: string): string {
  return Object.hasOwn(unknownWords, reason) ? unknownWords[reason as UnknownReason] : reason;
}

interface UnknownValueProps {
  reason: string;
  detail: string;
  className?: string;
}

/** The same mark where no control is allowed (inside a summary or a button); the detail must be shown elsewhere. */
export function UnknownMark({ reason }: { reason: string }) {
  return <span className="outline-unknown px-1.5 text-xs leading-5 text-soft">{unknownWord(reason)}</span>;
}

/** A dashed outline with the reason in it; the detail is one hover, tap or Tab away. */
export function UnknownValue({ reason, detail, className }: UnknownValueProps) {
  return (
    <Tooltip text={detail}>
      <button
        type="button"
        className={classNames('outline-unknown cursor-help px-1.5 text-xs leading-5 text-soft', className)}
      >
        {unknownWord(reason)}
        <span className="sr-only">: {detail}</span>
      </button>
    </Tooltip>
  );
}
