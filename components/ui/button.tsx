import type { ComponentProps } from 'react';
import { withProps } from './as-child';
import { classNames } from './class-names';

const base =
  'inline-flex items-center justify-center gap-2 rounded-md px-3 py-1.5 text-sm font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0';

const kinds = {
  primary:
    'bg-signal text-on-signal hover:bg-signal-deep disabled:bg-well disabled:text-faint aria-disabled:bg-well aria-disabled:text-faint',
  plain:
    'bg-sheet text-ink shadow-[inset_0_0_0_1px_var(--color-edge)] hover:bg-hover disabled:text-faint disabled:shadow-[inset_0_0_0_1px_var(--color-line)] disabled:hover:bg-sheet aria-disabled:text-faint',
  quiet: 'text-soft hover:bg-hover hover:text-ink disabled:text-faint aria-disabled:text-faint',
  danger:
    'bg-critical text-on-critical hover:brightness-110 disabled:bg-well disabled:text-faint aria-disabled:bg-well aria-disabled:text-faint',
  'danger-plain':
    'bg-sheet text-critical shadow-[inset_0_0_0_1px_var(--color-critical)] hover:bg-hover disabled:text-faint disabled:shadow-[inset_0_0_0_1px_var(--color-line)] disabled:hover:bg-sheet aria-disabled:text-faint',
};
const sizes = { normal: 'tap', small: 'tap-small px-2 py-0.5 text-xs', icon: 'tap min-w-9 px-2' };

interface ButtonProps extends ComponentProps<'button'> {
  kind?: keyof typeof kinds | undefined;
  size?: keyof typeof sizes | undefined;
  /** render the child (a link) with the looks of a button */
  asChild?: boolean;
}

export function Button({
  className,
  kind = 'plain',
  size = 'normal',
  asChild = false,
  type = 'button',
  ...rest
}: ButtonProps) {
  const looks = classNames(base, kinds[kind], sizes[size], className);
  if (asChild) {
    const { children, ...others } = rest;
    return withProps(children, { className: looks, ...others });
  }
  return <button type={type} className={looks} {...rest} />;
}
