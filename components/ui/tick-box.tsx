import type { ComponentProps } from 'react';
import { classNames } from './class-names';

/** A checkbox that a finger hits: 44 px around its 16, without the room of them. The label has no text, so give it `aria-label`. */
export function TickBox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label
      className={classNames(
        'relative grid size-4 shrink-0 cursor-pointer before:absolute before:-inset-3.5',
        className,
      )}
    >
      <input type="checkbox" className="relative size-4 cursor-pointer" {...rest} />
    </label>
  );
}
