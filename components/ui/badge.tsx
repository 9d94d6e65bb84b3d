import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { classNames } from './class-names';

const badgeStyle = cva(
  'inline-flex items-center gap-1.5 rounded-sm px-1.5 text-xs leading-5 font-medium whitespace-nowrap',
  {
    variants: {
      tone: {
        plain: 'bg-well text-soft',
        critical: 'bg-critical-wash text-critical',
        warning: 'bg-warning-wash text-warning',
        info: 'bg-info-wash text-info',
        good: 'bg-signal-wash text-signal-deep',
        leak: 'bg-leak-wash text-leak',
        unknown: 'outline-unknown text-soft',
      },
    },
    defaultVariants: { tone: 'plain' },
  },
);

export function Badge({ tone, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof badgeStyle>) {
  return <span className={classNames(badgeStyle({ tone }), className)} {...rest} />;
}
