import type { ReactNode } from 'react';
import { classNames } from './class-names';

interface PlainTableProps {
  caption: string;
  columns: { title: string; numeric?: boolean; className?: string }[];
  children: ReactNode;
  className?: string;
}

/** A table of a few dozen rows that scrolls sideways inside itself, never the page: `relative` also holds what is there for screen readers only. */
export function PlainTable({ caption, columns, children, className }: PlainTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe scrollable-region-focusable)
    <section className={classNames('relative overflow-x-auto', className)} tabIndex={0} aria-label={caption}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map(({ title, numeric, className: extra }) => (
              <th
                key={title}
                scope="col"
                className={classNames(
                  'px-3 py-2 text-left text-xs font-medium whitespace-nowrap text-faint first:pl-0 last:pr-0',
                  numeric && 'text-right',
                  extra,
                )}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

export const rowLooks = 'border-b border-line last:border-b-0 align-top';
export const cellLooks = 'px-3 py-2 first:pl-0 last:pr-0';

/** On a phone a row is two lines of two cells each; the heads are for screen readers then, and each cell says what it is. */
export const narrowTable = 'max-sm:[&_thead]:sr-only';
export const narrowRow = 'max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:py-2';
export const narrowCell = 'max-sm:px-0 max-sm:py-0';
