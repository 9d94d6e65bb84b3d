import { Fragment } from 'react';
import { momentsIn } from '@/lib/domain/format';
import { type DateStyle, LocalTime } from './relative-time';

interface InlineTextProps {
  text: string;
  /** how moments in it are shown */
  dates?: DateStyle;
}

/** Checks, guards and plans write commands in backticks and moments in one form; everything else of their text is plain. */
export function InlineText({ text, dates = 'moment' }: InlineTextProps) {
  return text.split(/(`[^`\n]+`)/).map((part, index) =>
    part.startsWith('`') && part.length > 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable text have no other name
      <code key={index} className="rounded-sm bg-well px-1 text-[0.875em] break-words">
        {part.slice(1, -1)}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same
      <Fragment key={index}>{withDates(part, dates)}</Fragment>
    ),
  );
}

function withDates(text: string, dates: DateStyle) {
  return momentsIn(text).map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same
      <LocalTime key={index} at={part.atMs} show={dates} />
    ),
  );
}
